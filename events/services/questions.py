"""The questions of an event's registration."""

import uuid
from collections.abc import Sequence

from django.db import transaction

from core.accounts import roles
from core.actors import Act, Actor
from core.audit.record import record
from core.errors import Invalid, Missing
from events import asking
from events.models import Event, Question

SAID = ("key", "label", "help_text", "kind", "choices", "is_required", "keep_days", "is_listed")


def put(
    event_id: uuid.UUID,
    wanted: Sequence[Question],
    *,
    follows_series: bool = False,
    pointer: str = "/questions",
    by: Actor,
) -> bool:
    """Have the event ask exactly these, in this order; returns whether anything changed. Answers stay as they are.

    `follows_series` as in `editing.save`. Raises Missing, NotEntrusted, and Invalid below `pointer`.
    """
    with transaction.atomic():
        event = Event.objects.select_for_update(no_key=True).filter(pk=event_id).first()
        if event is None:
            raise Missing
        roles.require(by, Act.EVENTS, event.organization_id)
        if errors := asking.problems(wanted, pointer=pointer):
            raise Invalid(errors)
        present = list(of(event_id))
        if [_said(one) for one in present] == [_said(one) for one in wanted]:
            return False
        known = {one.key: one for one in present}
        Question.objects.filter(event=event).exclude(key__in=[one.key for one in wanted]).delete()
        for position, one in enumerate(wanted):
            question = known.get(one.key) or Question(event=event, key=one.key)
            for name in SAID:
                setattr(question, name, getattr(one, name))
            question.position = position
            question.save()
        if not follows_series:
            Event.objects.set_apart(event_id)
        record("event.questions_changed", event, by=by, questions=len(wanted))
    return True


def of(event_id: uuid.UUID) -> Sequence[Question]:
    """What the event asks, in its order."""
    return list(Question.objects.filter(event=event_id).order_by("position", "id"))


def _said(question: Question) -> tuple[object, ...]:
    return tuple(getattr(question, name) for name in SAID)
