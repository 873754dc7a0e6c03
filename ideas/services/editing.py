"""Creating and changing calls, and filing ideas: for administration and loading alike."""

import uuid
from collections.abc import Callable, Iterable
from copy import copy
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.accounts import roles
from core.actors import SYSTEM, Act, Actor
from core.audit.record import changed_fields, differences, record
from core.audit.versions import Versioned
from core.errors import Invalid
from core.models import Publication
from core.municipalities import addressing
from core.municipalities.models import Municipality, Topic
from events.models import Event
from ideas import policies, poll_policies
from ideas.models import Idea, IdeaCall, Measure, Poll
from ideas.services import measure_milestones
from ideas.services.locking import locked_idea

UNTRACKED = frozenset({"id", "created_at", "updated_at", "sort_key", "folded", "folded_title", "words", "turns_at"})
NO_CONTENTS = UNTRACKED | {"slug", "external_id", "organization_id", "publication", "published_at"}
# What a former version of a call and of a measure holds.
VERSIONS: dict[type[Any], Versioned] = {
    IdeaCall: Versioned(IdeaCall, left_out=NO_CONTENTS, related=("municipalities", "topics", "events")),
    Measure: Versioned(
        Measure, left_out=NO_CONTENTS, related=("municipalities",), parts={"milestones": measure_milestones.told}
    ),
}


def save_call(
    call: IdeaCall,
    *,
    municipalities: Iterable[Municipality],
    topics: Iterable[Topic],
    by: Actor,
    events: Iterable[Event] | None = None,
) -> IdeaCall:
    """Write a new or changed call with those it addresses and its workshops; without `events` those stay.

    Raises NotEntrusted; Invalid where none is addressed, or one its organization may not address.
    """
    addressed = set(municipalities)
    known = IdeaCall.objects.filter(pk=call.pk).values_list("organization", flat=True)
    roles.require(by, Act.CALLS, call.organization_id, *known)
    if errors := addressing.problems(call.organization, municipalities=addressed):
        raise Invalid(errors)
    related: dict[str, set[Any]] = {"municipalities": addressed, "topics": set(topics)}
    if events is not None:
        related["events"] = set(events)
    call.turns_at = policies.next_turn(call, now=timezone.now())
    write(call, related, by=by)
    return call


def restore_call(call_id: uuid.UUID, entry_id: int, *, check: Callable[[IdeaCall], None], by: Actor) -> IdeaCall:
    """Have a call say again what it said before the change that an audit entry tells of; whether it is public stays.

    `check` refuses who has not seen its present state. Raises Missing, NotEntrusted, Invalid.
    """
    with transaction.atomic():
        versions = VERSIONS[IdeaCall]
        call: IdeaCall
        call, version = versions.locked(call_id, entry_id, check=check)
        save_call(call, **versions.put_back(call, version.contents), by=by)
        record("ideacall.restored", call, by=by, at=version.entry.at.isoformat())
    return call


def classify(
    idea_id: uuid.UUID, *, municipality: Municipality | None, topic: Topic | None, measure: Measure | None, by: Actor
) -> Idea:
    """Say where an idea belongs, and which measure came of it; its words are its author's.

    Who hands an idea over to another municipality must be entrusted with the present one. Raises Missing, NotEntrusted.
    """
    wanted = {"municipality": municipality, "topic": topic, "measure": measure}
    with locked_idea(idea_id) as (idea, now):
        roles.require_ideas_of(by, idea.municipality_id)
        behalf, before = roles.on_behalf_of(by, idea.municipality_id), copy(idea)
        changed = sorted(name for name, value in wanted.items() if getattr(idea, name) != value)
        if changed:
            for name in changed:
                setattr(idea, name, wanted[name])
            idea.updated_at = now
            idea.save(update_fields=[*changed, "updated_at"])
            told = differences(before, idea, fields={f"{name}_id" for name in changed})
            record("idea.classified", idea, by=by, organization_id=behalf, **told)
    return idea


def publish_due(*, now: datetime) -> int:
    """Make the scheduled calls, measures and polls public whose moment has come; returns how many."""
    count = 0
    with transaction.atomic():
        for due in (IdeaCall.objects.due(now), Measure.objects.due(now), Poll.objects.due(now)):
            for item in due.select_for_update(no_key=True, skip_locked=True):
                item.publication, item.updated_at = Publication.PUBLISHED, now
                item.save(update_fields=["publication", "updated_at"])
                record(f"{item._meta.model_name}.published", item, by=SYSTEM)
                count += 1
    return count


def turn_due(*, now: datetime) -> int:
    """Void the documents of calls and polls of which time has changed what they allow; returns how many."""
    count = 0
    with transaction.atomic():
        for call in IdeaCall.objects.turning(now).select_for_update(no_key=True, skip_locked=True):
            call.turns_at = policies.next_turn(call, now=now)
            call.save(update_fields=["turns_at"])
            count += 1
        for poll in Poll.objects.turning(now).select_for_update(no_key=True, skip_locked=True):
            poll.turns_at = poll_policies.next_turn(poll, now=now)
            poll.save(update_fields=["turns_at"])
            count += 1
    return count


def write(
    item: IdeaCall | Measure, related: dict[str, set[Any]], *, by: Actor, put_parts: Callable[[], bool] = lambda: False
) -> None:
    """Save where something has changed, and tell the audit; `put_parts` writes rows below it, and whether any did."""
    with transaction.atomic():
        now = timezone.now()
        if item.publication in {Publication.PUBLISHED, Publication.SCHEDULED} and item.published_at is None:
            item.published_at = now
        before = type(item)._default_manager.select_for_update(no_key=True).filter(pk=item.pk).first()
        changed = changed_fields(before, item, untracked=UNTRACKED)
        versions = VERSIONS[type(item)]
        former = versions.contents(before) if before else {}
        related_changed = before is not None and addressing.set_related(item, **related)
        parts_changed = before is not None and put_parts()
        if before is not None and not (changed or related_changed or parts_changed):
            return
        item.updated_at = now
        item.save()
        if before is None:
            addressing.set_related(item, **related)
            put_parts()
        verb = "changed" if before else "created"
        told = differences(before, item, fields=changed)
        entry = record(f"{item._meta.model_name}.{verb}", item, by=by, **told)
        if before is not None:
            versions.keep(former, item, entry)
