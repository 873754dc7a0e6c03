"""The queue of what clerks look at: what joins it and leaves it, and who has taken what. The idea is always locked."""

import uuid
from collections.abc import Iterable
from datetime import datetime

from core.accounts import roles
from core.actors import Actor
from core.audit.record import record
from core.errors import Missing
from ideas.models import Case, Comment, Idea, Signal
from ideas.services.locking import locked_idea


def enter(item: Idea | Comment, *signals: Signal, now: datetime) -> Case:
    """Have somebody look at it. What waits already keeps its place, for all reasons it has."""
    case = Case.objects.open().of(item).first()
    if case is None:
        idea, comment = (item.idea, item) if isinstance(item, Comment) else (item, None)
        case = Case(idea=idea, comment=comment, signals=[], waiting_since=now)
    case.signals = _in_order({*case.signals, *signals})
    case.save()
    return case


def leave(item: Idea | Comment, *, now: datetime) -> None:
    """It is decided, or there is nothing to decide any more."""
    Case.objects.open().of(item).update(closed_at=now)


def only(item: Idea | Comment, signal: Signal) -> None:
    """All is decided but one thing."""
    Case.objects.open().of(item).update(signals=[signal])


def lose(item: Idea | Comment, signal: Signal, *, now: datetime) -> None:
    """That one thing is decided; it stays for its other reasons."""
    for case in Case.objects.open().of(item):
        left = [one for one in case.signals if one != signal]
        if left:
            case.signals = left
            case.save(update_fields=["signals"])
        else:
            leave(item, now=now)


def is_waiting(item: Idea | Comment) -> bool:
    return Case.objects.open().of(item).exists()


def take(case_id: uuid.UUID, *, by: Actor) -> Case:
    """Say that one looks after it; who had taken it has it no more. Raises Missing, NotEntrusted."""
    return _assign(case_id, by.person_id, by=by)


def hand_back(case_id: uuid.UUID, *, by: Actor) -> Case:
    """Leave it to whoever has time. Raises Missing, NotEntrusted."""
    return _assign(case_id, None, by=by)


def _assign(case_id: uuid.UUID, person_id: uuid.UUID | None, *, by: Actor) -> Case:
    idea_id = Case.objects.open().filter(pk=case_id).values_list("idea", flat=True).first()
    if idea_id is None:
        raise Missing
    with locked_idea(idea_id) as (idea, _now):
        case = Case.objects.open().select_related("idea", "comment__idea").filter(pk=case_id).first()
        if case is None:
            raise Missing
        roles.require_ideas_of(by, idea.municipality_id)
        if case.assignee_id != person_id:
            case.assignee_id = person_id
            case.save(update_fields=["assignee"])
            act = "taken" if person_id else "handed_back"
            record(f"case.{act}", case, by=by, organization_id=roles.on_behalf_of(by, idea.municipality_id))
    return case


def _in_order(signals: Iterable[str]) -> list[str]:
    return [signal for signal in Signal if signal in signals]
