"""Telling those who are registered of what the clock or the organizer has done; each of them once."""

import uuid
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from core.mail import outbox
from core.models import Publication
from events import policies
from events.models import Event, EventChange, Registration, RegistrationState, Workshop
from events.models.event import EventQuerySet
from events.models.registration import RegistrationQuerySet
from events.services import inbox

State = RegistrationState
# No event's reminder is due earlier before its start.
LONGEST_AHEAD = timedelta(days=1)


def event_changed(event: Event, *, before: dict[str, Any]) -> None:
    """Queue the letters about a change of an event, inside the transaction that changes it.

    Where the event has moved far enough ahead, those reminded of the old date are reminded of the new one.
    """
    registrations = Registration.objects.filter(workshop__event=event)
    concerned = registrations.filter(state__in=[State.CONFIRMED, State.WAITLISTED, State.OFFERED]).exclude(email="")
    told = list(concerned.order_by("created_at", "pk"))
    if not told:
        return
    change = EventChange.objects.create(event=event, before=before)
    if event.starts_at - datetime.fromisoformat(before["starts_at"]) > LONGEST_AHEAD:
        registrations.filter(reminded_at__isnull=False).update(reminded_at=None)
    outbox.queue_each(
        "event_changed", [(one.language, {"registration_id": one.pk, "change_id": change.pk}) for one in told]
    )
    inbox.all_of(change.pk, registrations=told)


def seeing_join_link(workshop: Workshop, *, now: datetime) -> RegistrationQuerySet:
    """Who can see the workshop's join link at this moment and can be written to."""
    over_or_hidden = workshop.event.over_at <= now or not workshop.shows_join_link(now)
    rows = Registration.objects.none() if over_or_hidden else Registration.objects.filter(workshop=workshop)
    return rows.filter(state=State.CONFIRMED).exclude(email="")


def join_link_replaced(workshop: Workshop, *, now: datetime) -> None:
    """Queue the letters about another link, inside the transaction that has put it in place of the former one."""
    told = seeing_join_link(workshop, now=now)
    each = told.order_by("created_at", "pk")
    outbox.queue_each("join_link_replaced", [(one.language, {"registration_id": one.pk}) for one in each])
    told.update(join_link_sent_at=now)


def remind_due(*, now: datetime) -> int:
    """Remind confirmed participants a day before, except who registered on that day or later; returns how many."""
    soon = Event.objects.filter(starts_at__gt=now, starts_at__lte=now + LONGEST_AHEAD)
    count = 0
    for event in _taking_place(soon):
        if policies.reminder_at(event) <= now:
            early = Registration.objects.filter(created_at__lt=policies.needs_no_reminder_since(event))
            count += _tell(event.pk, early.filter(reminded_at=None), "registration_reminder", "reminded_at", now=now)
    return count


def thank_due(*, now: datetime) -> int:
    """Thank those who had a seat and were not missing, once, in the week after; returns how many."""
    ended = (now - policies.THANK_WITHIN, now - policies.THANK_AFTER)
    count = 0
    for event in _taking_place(Event.objects.filter(over_at__gt=ended[0], over_at__lte=ended[1])):
        came = Registration.objects.filter(thanked_at=None).exclude(attended=False)
        count += _tell(event.pk, came, "event_thanks", "thanked_at", now=now)
    return count


def _taking_place(events: EventQuerySet) -> list[Event]:
    public = events.taking_place().filter(publication=Publication.PUBLISHED, workshop__isnull=False)
    return list(public.order_by("starts_at", "pk"))


def _tell(event_id: uuid.UUID, rows: RegistrationQuerySet, letter: str, noted: str, *, now: datetime) -> int:
    """One letter to each confirmed party of the event, noted in the same transaction so that it is never a second."""
    confirmed = rows.filter(workshop__event=event_id, state=State.CONFIRMED).exclude(email="")
    with transaction.atomic():
        due = list(confirmed.select_for_update(no_key=True, skip_locked=True).order_by("created_at", "pk"))
        Registration.objects.filter(pk__in=[one.pk for one in due]).update(**{noted: now})
        outbox.queue_each(letter, [(one.language, {"registration_id": one.pk}) for one in due])
    return len(due)
