"""The catalogs of translations: collected from code and templates, kept, compiled. Run it as `script/translate`.

English stands in the code and needs no catalog. The files hold neither line numbers nor dates, so that a difference
shows nothing but texts; both files come out the same on every machine.
"""

# ruff: noqa: INP001, T201 - a program, not a package
import argparse
import io
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from babel.messages import pofile
from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from django.conf import settings
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ("core", "events", "ideas", "news", "api", "pages")
PO = ROOT / "core/locale/de/LC_MESSAGES/django.po"
MO = PO.with_suffix(".mo")
LAZY = ("gettext", "ngettext", "pgettext", "npgettext")
KEYWORDS = DEFAULT_KEYWORDS | {f"{name}_lazy": DEFAULT_KEYWORDS[name] for name in LAZY} | {"gettext_noop": None}
HEADER = """\
# German. English stands in the code. Made by script/translate: only the msgstr lines are written by hand.
msgid ""
msgstr ""
"Language: de\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
SOME_DAY = datetime(2000, 1, 1, tzinfo=UTC)


def collect() -> Catalog:
    """Every text of the floors that exist, without translations."""
    catalog = Catalog(locale="de")
    for path in _sources():
        source = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # Calls of gettext in place of the tags; the indentation of HTML would not be Python's.
            source = "\n".join(line.strip() for line in templatize(source, origin=str(path)).splitlines())
        options = {"encoding": "utf-8"}
        for _line, text, _comments, context in extract(
            "python", io.BytesIO(source.encode()), KEYWORDS, options=options
        ):
            catalog.add(text, context=context)
    return catalog


def merged() -> Catalog:
    """The texts of today with the translations they had; what nobody says any more is left out."""
    with PO.open("rb") as file:
        catalog = pofile.read_po(file, locale="de")
    catalog.update(collect(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    return catalog


def as_po(catalog: Catalog) -> bytes:
    file = io.BytesIO()
    pofile.write_po(file, catalog, width=110, no_location=True, omit_header=True, sort_output=True)
    return HEADER.encode() + file.getvalue()


def as_mo(catalog: Catalog) -> bytes:
    catalog.creation_date = catalog.revision_date = SOME_DAY
    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def untranslated(catalog: Catalog) -> list[str]:
    return [str(message.id) for message in catalog if message.id and not all(_strings(message.string))]


def _strings(string: object) -> list[str]:
    return list(string) if isinstance(string, tuple | list) else [str(string or "")]


def _sources() -> Iterator[Path]:
    for floor in FLOORS:
        for pattern in ("*.py", "*.html", "*.txt"):
            for path in sorted((ROOT / floor).rglob(pattern)):
                if "migrations" not in path.parts and (path.suffix == ".py" or "templates" in path.parts):
                    yield path


def main() -> int:
    """Write both files; with --check compare only. Returns 1 where something is missing."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare only, write nothing")
    check_only = parser.parse_args().check
    settings.configure(USE_I18N=True)
    catalog = merged()
    missing = untranslated(catalog)
    for text in missing:
        print(f"Not yet in German: {text}")
    files = {PO: as_po(catalog), MO: as_mo(catalog)}
    if check_only:
        stale = [path for path, content in files.items() if not path.exists() or path.read_bytes() != content]
        for path in stale:
            print(f"Out of date: {path.relative_to(ROOT)}. Please run script/translate.")
        return bool(missing or stale)
    for path, content in files.items():
        path.write_bytes(content)
    return bool(missing)


if __name__ == "__main__":
    sys.exit(main())
