"""The table of retention in words: the public page, the API and docs/loeschfristen.md all draw it from here."""

from dataclasses import dataclass
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.privacy import retention

LANGUAGES = ("de", "en")


@dataclass(frozen=True)
class Line:
    """A period in the active language, with the days that hold here."""

    key: str
    what: str
    why: str
    days: int
    how_long: str
    since: str


def lines(*, as_delivered: bool = False) -> list[Line]:
    """All of them; `as_delivered` leaves out what RETENTION_DAYS has changed at this place."""
    return [
        Line(period.key, str(period.what), str(period.why), days, _days(days), str(period.since))
        for period in retention.TABLE
        for days in [period.days if as_delivered else retention.days(period.key)]
    ]


def in_two_languages() -> list[dict[str, Any]]:
    """All of them for programs: texts by language, “what”, “why” and “since”."""
    told: list[dict[str, Any]] = [{"key": one.key, "days": retention.days(one.key)} for one in retention.TABLE]
    for language in LANGUAGES:
        with translation.override(language):
            for entry, line in zip(told, lines(), strict=True):
                for name in ("what", "why", "since"):
                    entry.setdefault(name, {})[language] = getattr(line, name)
    return told


def document() -> str:
    """docs/loeschfristen.md: German first, as delivered."""
    parts = ["<!-- Made by: manage.py retention --document. Change core/privacy/retention.py instead. -->\n"]
    for language in LANGUAGES:
        with translation.override(language):
            heads = (_("What"), _("How long"), _("Counted from"), _("What for"))
            rows = [(line.what, line.how_long, line.since, line.why) for line in lines(as_delivered=True)]
            table = [heads, ("---",) * len(heads), *rows]
            parts += [f"# {_('How long we keep what')}", "", introduction(), ""]
            parts += [f"| {' | '.join(cells)} |" for cells in table] + [""]
    return "\n".join(parts)


def introduction() -> str:
    return _(
        "Afterwards it is deleted, or changed so that nobody can be recognised in it. This happens every night by "
        "itself."
    )


def _days(days: int) -> str:
    return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
