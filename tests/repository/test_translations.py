"""The German catalog holds what the code says: all of it, nothing else, with the same placeholders."""

import importlib.util
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path

import unfold
from babel.messages.pofile import read_po
from django.utils.translation import gettext, override

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = ROOT / "script/translations.py"
PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}")


def program():
    spec = importlib.util.spec_from_file_location("translations", PROGRAM)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def catalog():
    with program().PO.open("rb") as file:
        return [message for message in read_po(file, locale="de") if message.id]


def strings(text):
    return list(text) if isinstance(text, tuple | list) else [text]


def test_the_catalog_says_in_german_what_the_code_says_today():
    done = subprocess.run([sys.executable, PROGRAM, "--check"], check=False, capture_output=True, text=True, cwd=ROOT)
    assert (done.stdout, done.returncode) == ("", 0)


def test_a_text_in_code_or_template_is_found(tmp_path):
    translations = program()
    (tmp_path / "pages/templates").mkdir(parents=True)
    (tmp_path / "pages/views.py").write_text('a = _("one")\nb = ngettext_lazy("%(n)s two", "%(n)s twos", 2)\n')
    template = '{% if x %}\n  <p>(“{% translate "three" %}</p>\n{% endif %}{% blocktranslate trimmed %}\n a\n b\n'
    (tmp_path / "pages/templates/page.html").write_text(template + "{% endblocktranslate %}")
    translations.ROOT = tmp_path
    translations.settings.USE_I18N = True
    assert {strings(message.id)[0] for message in translations.collect() if message.id} == {
        "one", "%(n)s two", "three", "a b",
    }  # fmt: skip


def test_nothing_is_fuzzy():
    assert [message.id for message in catalog() if message.fuzzy] == []


def test_placeholders_are_those_of_the_english():
    different = [
        (message.id, string)
        for message in catalog()
        for string, english in zip(strings(message.string), strings(message.id), strict=True)
        if Counter(PLACEHOLDER.findall(string)) != Counter(PLACEHOLDER.findall(english))
    ]
    assert different == []


def test_sentences_keep_their_full_stop():
    different = [
        (message.id, message.string)
        for message in catalog()
        if isinstance(message.id, str)
        and message.id[-1] in ".?:!"
        and message.string.strip()[-1:] not in {"", message.id[-1]}
    ]
    assert different == []


def test_german_texts_have_german_quotation_marks():
    assert [string for message in catalog() for string in strings(message.string) if re.search(r'["”]', string)] == []


# Of parts of the library that no page of ours shows: its search over all pages, its lists without end, its money.
NOT_SHOWN = {
    "Add row", "Dataset not found. No action performed.", "Loading more results...", "Next", "No recent searches",
    "No results matching your query", "Previous", "Recent searches", "Search apps and models...", "Select currency",
    "You can not create nested object without parent",
}  # fmt: skip
LIBRARY_WORD = re.compile(r"""\{%\s*(?:trans|translate)\s+(?:"([^"]+)"|'([^']+)')|\b_\(\s*"([^"]+)"\s*\)""")


def test_the_library_that_draws_the_administration_speaks_german():
    folder = Path(unfold.__file__).parent
    files = [path for path in folder.rglob("*") if path.suffix in {".html", ".py"} and "contrib" not in path.parts]
    words = {"".join(match) for path in files for match in LIBRARY_WORD.findall(path.read_text())}
    assert "Choose file to upload" in words
    with override("de"):
        assert {word for word in words if gettext(word) == word} == NOT_SHOWN
