"""What is stored about somebody (core.privacy.rights.export), in words for them to read; the file holds all of it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import TextChoices
from django.utils import formats, timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from core.audit import words
from pages.stored_words import CODES, COLUMNS, SECTIONS

# So many entries of a kind are shown; all are in the file.
MOST = 50
Facts = list[tuple[str, str]]


@dataclass(frozen=True)
class Section:
    """One kind of what is stored: how many there are, and the first of them as pairs of name and value."""

    title: str
    count: int
    entries: list[Facts] = field(default_factory=list)

    @property
    def left_out(self) -> int:
        return self.count - len(self.entries)


def sections(exported: Mapping[str, Any]) -> list[Section]:
    """Every kind of which there is something, in the order of the floors."""
    return [
        Section(str(SECTIONS.get(name, name)), len(rows), [list(_facts(name, row)) for row in rows[:MOST]])
        for name, rows in _kinds(exported)
        if rows
    ]


def _kinds(exported: Mapping[str, Any]) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """By “domain.kind”; of what there is one at most, like the account, a list of that."""
    for domain, kinds in exported.items():
        if isinstance(kinds, Mapping):
            for kind, found in kinds.items():
                rows = found if isinstance(found, list) else [found] if found else []
                yield f"{domain}.{kind}", rows


def _facts(section: str, row: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What says something to people: numbers of objects and empty columns do not."""
    for name, value in row.items():
        label: Promise | str | None = COLUMNS.get(name)
        if label is None or value in (None, "", [], {}):
            continue
        if name == "act":
            yield str(label), words.act(value, subject_type=row["subject_type"])
        else:
            yield str(label), _told(value, CODES.get(f"{section}.{name}"))


def _told(value: Any, codes: type[TextChoices] | None) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), _("j F Y, H:i"))
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    if isinstance(value, list):
        return ", ".join(_told(one, codes) for one in value)
    return str(codes(value).label) if codes and value in codes.values else str(value)
