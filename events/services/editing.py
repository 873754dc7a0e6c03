"""Creating and changing events and their registration settings: for API, administration and loading alike."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import SYSTEM, Actor
from core.audit.record import record
from core.errors import FieldError, Invalid
from core.models import Publication
from core.municipalities.models import District, Municipality, Topic
from events.models import Event, EventStatus, Registration, Workshop
from events.models.registration import CancelReason
from events.services import registrations, seats

# A change of these is one a calendar must notice (RFC 5545 3.8.7.4: SEQUENCE).
CALENDAR_FIELDS = frozenset(
    {"starts_at", "ends_at", "time_precision", "time_zone", "venue_id", "attendance_mode", "status"}
)
UNTRACKED = frozenset({"id", "created_at", "updated_at", "sequence", "over_at", "folded"})


def save(
    event: Event,
    *,
    municipalities: Iterable[Municipality],
    districts: Iterable[District] = (),
    topics: Iterable[Topic] = (),
    by: Actor,
) -> Event:
    """Write a new or changed event with those it addresses. A cancellation cancels its registrations, who are told.

    Raises Invalid where the organization may not address a municipality, or a district lies in none of them.
    """
    addressed, parts, about = set(municipalities), set(districts), set(topics)
    with transaction.atomic():
        _check_addressed(event, addressed, parts)
        now = timezone.now()
        before = Event.objects.select_for_update(no_key=True).filter(pk=event.pk).first()
        if event.publication in {Publication.PUBLISHED, Publication.SCHEDULED} and event.published_at is None:
            event.published_at = now
        changed = _changed_fields(before, event)
        related_changed = _set_related(event, before, addressed, parts, about) if before else True
        if before is not None and not changed and not related_changed:
            return event
        event.updated_at = now
        event.sequence = (before.sequence + bool(changed & CALENDAR_FIELDS)) if before else 0
        event.save()
        if before is None:
            _set_related(event, before, addressed, parts, about)
        record("event.changed" if before else "event.created", event, by=by, fields=sorted(changed))
        if before is not None and before.status != event.status == EventStatus.CANCELLED:
            _cancel_registrations(event, now=now, by=by)
    return event


def save_workshop(workshop: Workshop, *, by: Actor) -> Workshop:
    """Write registration settings. More seats are offered at once; fewer evict nobody, they only stop offers."""
    with transaction.atomic():
        before = Workshop.objects.locked(workshop.event_id)
        if before is None:
            workshop.save()
            record("workshop.created", workshop, by=by)
            return workshop
        changed = _changed_fields(before, workshop)
        if changed:
            workshop.updated_at = timezone.now()
            workshop.save()
            record("workshop.changed", workshop, by=by, fields=sorted(changed))
            seats.settle(workshop, now=workshop.updated_at)
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


def _check_addressed(event: Event, addressed: set[Municipality], parts: set[District]) -> None:
    errors = []
    if not addressed:
        sentence = _("Please name at least one municipality.")
        errors.append(FieldError("/municipalities", "required", sentence))
    allowed = set(event.organization.municipalities.all())
    if addressed - allowed:
        names = ", ".join(sorted(municipality.name for municipality in addressed - allowed))
        sentence = _("%(organization)s may not publish for: %(names)s.") % {
            "organization": event.organization.name, "names": names,
        }  # fmt: skip
        errors.append(FieldError("/municipalities", "not_addressable", sentence))
    if any(part.municipality_id not in {municipality.pk for municipality in addressed} for part in parts):
        sentence = _("Please choose only districts of the municipalities addressed.")
        errors.append(FieldError("/districts", "not_addressed", sentence))
    if errors:
        raise Invalid(errors)


def _changed_fields(before: Event | Workshop | None, after: Event | Workshop) -> set[str]:
    names = {field.attname for field in after._meta.concrete_fields} - UNTRACKED
    return {name for name in names if before is None or getattr(before, name) != getattr(after, name)}


def _set_related(
    event: Event, before: Event | None, addressed: set[Municipality], parts: set[District], about: set[Topic]
) -> bool:
    changed = before is None
    for manager, wanted in ((event.municipalities, addressed), (event.districts, parts), (event.topics, about)):
        if set(manager.all()) != wanted:
            manager.set(wanted)
            changed = True
    return changed


def _cancel_registrations(event: Event, *, now: datetime, by: Actor) -> None:
    if Workshop.objects.locked(event.pk) is None:
        return
    for registration in Registration.objects.live().filter(workshop__event=event).select_related("workshop"):
        registrations.end(registration, reason=CancelReason.EVENT_CANCELLED, now=now, by=by)
