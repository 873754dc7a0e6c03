"""What becomes of registrations and their events, as notifications, in words."""

import uuid
from collections.abc import Collection

from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.notifications import subjects
from core.notifications.models import Delivery
from core.notifications.subjects import Notice, Subject
from events import changed_facts, wording
from events.models import CancelReason, EventChange, ParticipantMessage, RegistrationState, RegistrationStep

REGISTRATIONS = "registrations"


def describe(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Notice]:
    """Steps of registrations, changes of events, and what organizers wrote to those who take part."""
    return _steps(ids) | _changes(ids) | _messages(ids)


def _steps(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Notice]:
    rows = RegistrationStep.objects.filter(pk__in=ids).select_related("registration__workshop__event__venue")
    found = {}
    for row in rows:
        event = row.registration.workshop.event
        title, text = _words(row)
        where_and_when = f"{wording.moment(event.starts_at, event)}, {wording.place(event)}"
        found[row.pk] = Notice(
            title=title % {"title": event.title},
            text=f"{capfirst(text)}\n\n{where_and_when}",
            item_type="registration",
            item_id=row.registration_id,
        )
    return found


def _words(step: RegistrationStep) -> tuple[str, str]:
    """The words of the letters: who reads both finds the same."""
    if step.state == RegistrationState.OFFERED and step.offered_until:
        until = wording.moment(step.offered_until, step.registration.workshop.event)
        sentence = _("a seat has become free for you. Please accept it by %(moment)s; after that it goes to the next.")
        return _("A seat is free for you: %(title)s"), sentence % {"moment": until}
    if step.state == RegistrationState.EXPIRED:
        sentence = _("the time to accept the offered seat is over, so it has gone to the next.")
        return _("The offered seat has lapsed: %(title)s"), sentence
    if step.state == RegistrationState.CONFIRMED:
        return _("Your registration is confirmed: %(title)s"), _("you have a seat.")
    if step.cancel_reason == CancelReason.EVENT_CANCELLED:
        sentence = _("unfortunately the event will not take place. Your registration has ended.")
        return _("Cancelled: %(title)s"), sentence
    sentence = _("the organizer has cancelled your registration. Please ask there for the reason.")
    return _("Your registration is cancelled: %(title)s"), sentence


def _changes(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Notice]:
    """Without those that a later change took back."""
    found = {}
    for row in EventChange.objects.filter(pk__in=ids).select_related("event__venue"):
        different = changed_facts.differences(row.before, row.event)
        if different:
            text = "\n".join(f"{name}: {words}" for name, words in different)
            title = _("Changed: %(title)s") % {"title": row.event.title}
            found[row.pk] = Notice(title=title, text=text, item_type="event", item_id=row.event_id)
    return found


def _messages(ids: Collection[uuid.UUID]) -> dict[uuid.UUID, Notice]:
    rows = ParticipantMessage.objects.filter(pk__in=ids)
    return {row.pk: Notice(title=row.subject, text=row.text, item_type="event", item_id=row.event_id) for row in rows}


def take_part() -> None:
    signal = gettext_lazy("There is news about your registration")
    subjects.register(
        Subject(REGISTRATIONS, describe=describe, signal=signal, default=Delivery.APP, deliveries=(Delivery.APP,))
    )
