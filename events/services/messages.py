"""A clerk's message to the participants of an event."""

import uuid
from collections.abc import Collection
from datetime import timedelta

from django.db.models import QuerySet

from core.accounts import roles
from core.actors import Act, Actor
from core.audit.record import record
from core.mail import outbox
from events import errors
from events.models import ParticipantMessage, Registration, RegistrationState
from events.services import inbox
from events.services.locking import locked_workshop

# The same words again within this time are a second click, not a second thought.
SECOND_CLICK = timedelta(hours=1)
# An unconfirmed address may be anybody's; lapsed and cancelled registrations have ended.
REACHED = (RegistrationState.CONFIRMED, RegistrationState.WAITLISTED, RegistrationState.OFFERED)


def reached(event_id: uuid.UUID, *, states: Collection[str]) -> int:
    """How many registrations a message to these states would reach."""
    return _recipients(event_id, states).count()


def send(
    event_id: uuid.UUID, *, subject: str, text: str, states: Collection[RegistrationState], by: Actor
) -> ParticipantMessage:
    """Queue a letter to every registration with an address in one of the states, in one transaction.

    Raises Missing, NotEntrusted, NoRegistration, AlreadySent (the same words within the hour), NoRecipients.
    """
    with locked_workshop(event_id) as (workshop, now):
        roles.require(by, Act.PARTICIPANTS, workshop.organization_id)
        same = ParticipantMessage.objects.filter(event=event_id, subject=subject, text=text)
        if same.filter(sent_at__gt=now - SECOND_CLICK).exists():
            raise errors.AlreadySent
        recipients = list(_recipients(event_id, states))
        if not recipients:
            raise errors.NoRecipients
        message = ParticipantMessage.objects.create(
            event=workshop.event,
            subject=subject,
            text=text,
            states=sorted(states),
            recipients=len(recipients),
            sent_at=now,
            sent_by_id=by.person_id,
        )
        letters = [(one.language, {"registration_id": one.pk, "message_id": message.pk}) for one in recipients]
        outbox.queue_each("participant_message", letters)
        inbox.all_of(message.pk, registrations=recipients)
        record("event.message_sent", workshop.event, by=by, recipients=len(recipients), states=sorted(states))
    return message


def _recipients(event_id: uuid.UUID, states: Collection[str]) -> QuerySet[Registration]:
    rows = Registration.objects.filter(workshop__event=event_id, state__in=set(states) & set(REACHED))
    return rows.exclude(email="").order_by("created_at", "pk")
