"""Creating and changing events and their registration settings: for API, administration and loading alike."""

from collections.abc import Iterable
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
from core.municipalities.models import District, Municipality, Topic
from core.uploads import attaching
from events import changed_facts, policies
from events.models import CancelReason, Event, EventStatus, Registration, Workshop
from events.services import registrations, seats, telling

# A change of these is one a calendar must notice (RFC 5545 3.8.7.4: SEQUENCE).
CALENDAR_FIELDS = frozenset(
    {"starts_at", "ends_at", "time_precision", "time_zone", "venue_id", "attendance_mode", "status"}
)
UNTRACKED = frozenset(
    {"id", "created_at", "updated_at", "sequence", "over_at", "folded", "folded_title", "words", "is_open",
     "availability"}
)  # fmt: skip
# What a former version of an event holds. Whom one may ask is kept nowhere else, and what it belongs to stays.
VERSIONS = Versioned(
    Event,
    left_out=UNTRACKED
    | {"contact_name", "contact_email", "contact_phone", "contact_url", "organization_id", "external_id", "series_id",
       "series_date", "is_detached", "publication", "published_at"},
    related=("municipalities", "districts", "topics"),
    parts={"attachments": lambda event: attaching.contents(event.attachments)},
)  # fmt: skip


def save(
    event: Event,
    *,
    municipalities: Iterable[Municipality],
    districts: Iterable[District] = (),
    topics: Iterable[Topic] = (),
    follows_series: bool = False,
    by: Actor,
) -> Event:
    """Write a new or changed event with those it addresses. A cancellation cancels its registrations, who are told.

    A date of a series that is changed on its own follows it no longer, unless `follows_series` says it still does.

    Raises NotEntrusted; Invalid where the organization may not address a municipality, a district lies in none of them,
    or the event's own fields contradict each other.
    """
    addressed, parts = set(municipalities), set(districts)
    related: dict[str, set[Any]] = {"municipalities": addressed, "districts": parts, "topics": set(topics)}
    with transaction.atomic():
        before = Event.objects.select_for_update(no_key=True).filter(pk=event.pk).first()
        roles.require(by, Act.EVENTS, event.organization_id, *([before.organization_id] if before else []))
        event.previous_starts_at = policies.previous_start(before, event)
        errors = addressing.problems(event.organization, municipalities=addressed, districts=parts)
        if errors := [*errors, *policies.contradictions(event)]:
            raise Invalid(errors)
        now = timezone.now()
        if event.publication in {Publication.PUBLISHED, Publication.SCHEDULED} and event.published_at is None:
            event.published_at = now
        changed = changed_fields(before, event, untracked=UNTRACKED)
        former = VERSIONS.contents(before) if before else {}
        related_changed = addressing.set_related(event, **related) if before else True
        if before is not None and not changed and not related_changed:
            return event
        if before is not None and not follows_series and _goes_its_own_way(event, changed or {"related"}):
            event.is_detached = True
        event.updated_at = now
        event.sequence = (before.sequence + bool(changed & CALENDAR_FIELDS)) if before else 0
        event.save()
        if before is None:
            addressing.set_related(event, **related)
        verb = "event.changed" if before else "event.created"
        entry = record(verb, event, by=by, **differences(before, event, fields=changed))
        if before is not None:
            VERSIONS.keep(former, event, entry)
        if before is not None and changed:
            is_cancelled = before.status != event.status == EventStatus.CANCELLED
            _tell_workshop(event, now=now, is_cancelled=is_cancelled, by=by)
            if changed & changed_facts.COLUMNS and _is_still_a_date(event, now=now):
                telling.event_changed(event, before=changed_facts.of(before))
    return event


def save_workshop(workshop: Workshop, *, follows_series: bool = False, by: Actor) -> Workshop:
    """Write registration settings. More seats are offered at once; fewer evict nobody, they only stop offers.

    `follows_series` as in `save`.

    Raises NotEntrusted.
    """
    with transaction.atomic():
        before = Workshop.objects.locked(workshop.event_id)
        roles.require(by, Act.EVENTS, workshop.organization_id)
        changed = changed_fields(before, workshop, untracked=UNTRACKED)
        if not changed:
            return workshop
        now = timezone.now()
        workshop.updated_at = now
        workshop.save()
        if not follows_series:
            Event.objects.set_apart(workshop.event_id)
        verb = "workshop.changed" if before else "workshop.created"
        record(verb, workshop, by=by, **differences(before, workshop, fields=changed))
        if before is not None and before.sealed_join_url and "sealed_join_url" in changed:
            telling.join_link_replaced(workshop, now=now)
        seats.settle(workshop, now=now)
        seats.show(workshop, now=now)
    return workshop


def publish_due(*, now: datetime) -> int:
    """Make the scheduled events public whose moment has come; returns how many."""
    count = 0
    with transaction.atomic():
        for event in Event.objects.due(now).select_for_update(no_key=True, skip_locked=True):
            event.publication, event.updated_at = Publication.PUBLISHED, now
            event.save(update_fields=["publication", "updated_at"])
            record("event.published", event, by=SYSTEM)
            count += 1
    return count


def _goes_its_own_way(event: Event, changed: set[str]) -> bool:
    """Publishing a date is no change of what it says; withdrawing it is, or the series would bring it back."""
    is_withdrawn = event.publication == Publication.WITHDRAWN
    return event.series_date is not None and (is_withdrawn or bool(changed - {"publication", "published_at"}))


def _is_still_a_date(event: Event, *, now: datetime) -> bool:
    """A cancellation has its own letter, and what lies behind us is nobody's date.

    Out of public view it still is one: who is registered stays so, and nothing tells of the change when it comes back.
    """
    return event.status != EventStatus.CANCELLED and (event.ends_at or event.starts_at) > now


def _tell_workshop(event: Event, *, now: datetime, is_cancelled: bool, by: Actor) -> None:
    """Let a changed event reach its registrations: a cancellation ends them, another date may open or close them."""
    workshop = Workshop.objects.locked(event.pk)
    if workshop is None:
        return
    if is_cancelled:
        for registration in Registration.objects.live().filter(workshop=workshop).select_related("workshop"):
            registrations.end(registration, reason=CancelReason.EVENT_CANCELLED, now=now, by=by)
    seats.end_offers_with_the_start(workshop)
    seats.settle(workshop, now=now)
    seats.show(workshop, now=now)
