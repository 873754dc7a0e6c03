"""The milestones of a measure: as a former version holds them, and putting them to what shall be."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from core.errors import FieldError
from ideas.models import Measure, Milestone

CONTENTS = ("title", "planned_on", "planned_precision", "reached_on")
MOST = 50


def told(measure: Measure) -> list[list[Any]]:
    """Each as [its contents, its words], ready for JSON."""
    rows = Milestone.objects.filter(measure=measure).in_order()
    return [[[_plain(getattr(one, name)) for name in CONTENTS], str(one)] for one in rows]


def of_version(contents: Iterable[Sequence[Any]], measure: Measure) -> list[Milestone]:
    """The milestones that a former version held; one of the same title is the same milestone."""
    known = {one.title: one for one in Milestone.objects.filter(measure=measure)}
    milestones = []
    for (title, planned_on, precision, reached_on), _words in contents:
        one = known.pop(title, None) or Milestone(measure=measure, title=title)
        one.planned_on, one.planned_precision, one.reached_on = _date(planned_on), precision, _date(reached_on)
        milestones.append(one)
    return milestones


def problems(milestones: Sequence[Milestone], *, today: date) -> list[FieldError]:
    """What speaks against these; the pointers number them."""
    errors = []
    if len(milestones) > MOST:
        sentence = _("Please give at most %(count)d milestones.") % {"count": MOST}
        errors.append(FieldError("/milestones", "max_length", sentence))
    for index, one in enumerate(milestones):
        if one.reached_on is not None and one.reached_on > today:
            sentence = _("A day that lies ahead cannot have been reached. Please enter it as planned.")
            errors.append(FieldError(f"/milestones/{index}/reached_on", "lies_ahead", sentence))
        if bool(one.planned_on) != bool(one.planned_precision):
            sentence = _("Please say the date and how much of it is known.")
            errors.append(FieldError(f"/milestones/{index}/planned_on", "incomplete", sentence))
    return errors


def put(measure: Measure, milestones: Iterable[Milestone]) -> bool:
    """Have the measure have exactly these; returns whether anything changed. The caller holds the measure's lock."""
    before = told(measure)
    stay = []
    for one in milestones:
        one.measure = measure
        one.save()
        stay.append(one.pk)
    Milestone.objects.filter(measure=measure).exclude(pk__in=stay).delete()
    return told(measure) != before


def _plain(value: date | str | None) -> str | None:
    return value.isoformat() if isinstance(value, date) else value


def _date(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None
