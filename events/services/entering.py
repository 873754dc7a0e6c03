"""Registrations that a clerk enters for somebody who called, wrote or came to the counter."""

import uuid
from collections.abc import Mapping
from typing import Any

from core import names
from core.accounts import roles
from core.accounts.models.person import normalize_email
from core.accounts.services import accounts
from core.actors import Act, Actor
from events import errors
from events.models import Channel, EventStatus, Registration, RegistrationState
from events.services import answers as replies
from events.services import consents, registrations, seats
from events.services.locking import locked_workshop


def enter(
    event_id: uuid.UUID,
    *,
    name: str,
    email: str,
    party_size: int,
    channel: Channel,
    language: str,
    answers: Mapping[str, Any] = registrations.NOTHING,
    is_resident: bool = False,
    by: Actor,
) -> Registration:
    """Register a party the clerk has spoken to: a seat where one is free and nobody waits, else the waiting list.

    `email` may be empty; then nothing is told by mail. The window for registering online does not bind the clerk, the
    number of seats does. A registration of the address that waits for its confirmation is taken over.
    Raises Missing, NotEntrusted, NoRegistration, EventCancelled, EventOver, AlreadyRegistered, WorkshopFull, Invalid.
    """
    email = normalize_email(email)
    with accounts.owner_of(email) as owner, locked_workshop(event_id) as (workshop, now):
        roles.require(by, Act.PARTICIPANTS, workshop.organization_id)
        if workshop.event.is_pattern:
            raise errors.NoRegistration
        if workshop.event.over_at <= now:
            raise errors.EventOver
        if workshop.event.status == EventStatus.CANCELLED:
            raise errors.EventCancelled
        names.check(name, pointer="/name")
        registrations.check_party(workshop, party_size)
        found = replies.read(workshop, answers, is_resident=is_resident)
        known = Registration.objects.live().filter(workshop=workshop, email=email).first() if email else None
        if known is not None and known.state != RegistrationState.UNCONFIRMED:
            raise errors.AlreadyRegistered
        registration = known or Registration(workshop=workshop, email=email)
        held = seats.holds(registration, party_size=party_size, now=now)
        registration.name, registration.party_size, registration.language = name, party_size, language
        registration.channel, registration.person, registration.is_resident = channel, owner, is_resident
        seats.take_or_queue(workshop, registration, held=held, now=now, by=by)
        replies.keep(registration, found)
        consents.settle(registration, by=by)
    return registration
