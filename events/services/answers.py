"""The answers of registrations: read, refused and kept in one place for every way in."""

import uuid
from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _

from core.errors import FieldError, Invalid
from events import asking, wording
from events.models import Answer, Event, Registration, Workshop
from events.services import questions

Answers = Mapping[str, Answer | None]


def read(workshop: Workshop, told: Mapping[str, Any], *, is_resident: bool) -> Answers:
    """All answers of who registers. Raises Invalid, also where only residents may and one does not say one is."""
    found, errors = asking.read(questions.of(workshop.event_id), told)
    if workshop.residents_only and not is_resident:
        errors = [*errors, FieldError("/is_resident", "residents_only", not_for(workshop.event))]
    if errors:
        raise Invalid(errors)
    return found


def read_changes(workshop: Workshop, told: Mapping[str, Any]) -> Answers:
    """The answers that shall be other ones; what is not told stays. Raises Invalid."""
    found, errors = asking.read(questions.of(workshop.event_id), told, partly=True)
    if errors:
        raise Invalid(errors)
    return found


def not_for(event: Event) -> str:
    """What somebody reads who has not declared to live there."""
    sentence = _("This workshop is for residents of %(places)s. If you live there, please say so; else choose another.")
    return sentence % {"places": wording.home(event)}


def keep(registration: Registration, found: Answers) -> None:
    """Store what was read, in the place of what was answered before. What is said again keeps its first moment."""
    if not found:
        return
    before = {one.key: one for one in Answer.objects.filter(registration=registration, key__in=found)}
    kept = {key for key, answer in found.items() if answer and key in before and _is_same(before[key], answer)}
    if gone := before.keys() - kept:
        Answer.objects.filter(registration=registration, key__in=gone).delete()
    given = [answer for key, answer in found.items() if answer is not None and key not in kept]
    for answer in given:
        answer.registration = registration
    Answer.objects.bulk_create(given)


def write_again(registration: Registration, found: Answers) -> None:
    """As much work as `keep`, of which nothing comes."""
    if found:
        Answer.objects.bulk_update(Answer.objects.filter(registration=registration), ["value"])


def of(registration_id: uuid.UUID) -> dict[str, Any]:
    """What was answered, by the keys of the questions."""
    return dict(Answer.objects.filter(registration=registration_id).order_by("key").values_list("key", "value"))


def _is_same(before: Answer, answer: Answer) -> bool:
    return all(getattr(before, name) == getattr(answer, name) for name in ("label", "kind", "value", "keep_days"))
