"""Registering for a workshop and all that can become of it (states: API.md).

Every verb takes the lock of the workshop's row, reads the clock once, settles what time has done, then decides.
"""

import uuid
from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from core import names, tokens
from core.accounts import roles
from core.accounts.models import Person
from core.accounts.models.person import normalize_email
from core.accounts.services import accounts
from core.actors import GUEST, Act, Actor
from core.audit.record import record
from core.errors import FieldError, Invalid, Missing
from core.mail import outbox
from events import errors, policies
from events.models import (
    CancelReason,
    Channel,
    IncomingMail,
    Registration,
    RegistrationState,
    RegistrationToken,
    Workshop,
)
from events.services import answers as replies
from events.services import consents, inbox, seats
from events.services.locking import locked_registration, locked_workshop

State = RegistrationState
NOTHING: Mapping[str, Any] = MappingProxyType({})


def register(
    event_id: uuid.UUID,
    *,
    name: str,
    email: str,
    party_size: int,
    language: str,
    answers: Mapping[str, Any] = NOTHING,
    is_resident: bool = False,
    by: Actor,
    from_mail: IncomingMail | None = None,
    proposed_party_size: int | None = None,
) -> Registration:
    """Register a guest, who still has to confirm the address.

    Neither the answer nor its time tells whether the address is known: who is registered already is told so by mail.
    Who wrote a mail (`from_mail`) is answered in its thread, and says on the page how many come: `proposed_party_size`
    only stands there first, and the answers are given there too.
    Raises Missing, Conflict (closed, full, cancelled) or Invalid (party too large, answers, for residents only).
    """
    email = normalize_email(email)
    thread = {"incoming_id": from_mail.pk} if from_mail else {}
    with locked_workshop(event_id) as (workshop, now):
        _check_open(workshop, party_size=party_size, now=now)
        found = {} if from_mail else replies.read(workshop, answers, is_resident=is_resident)
        names.check(name, pointer="/name")
        registration = Registration.objects.live().filter(workshop=workshop, email=email).first()
        if registration is not None and registration.state != State.UNCONFIRMED:
            _work_as_for_a_new_one(workshop, registration, found, now=now, by=by)
            outbox.queue("registration_known", language=language, registration_id=registration.pk, **thread)
            return registration
        is_new = registration is None
        if registration is None:
            registration = Registration(workshop=workshop, email=email)
        keeps_hold = seats.holds(registration, party_size=party_size, now=now)
        registration.name, registration.party_size, registration.language = name, party_size, language
        registration.proposed_party_size, registration.is_resident = proposed_party_size, is_resident
        registration.channel = Channel.MAIL if from_mail else Channel.ONLINE  # the later one says what is still to ask
        registration.created_at = now  # asked again: a new mail, and its full time to confirm
        if not keeps_hold:
            fits = seats.fits(workshop, registration, now=now)
            registration.holds_until = now + policies.HOLD if fits else None
        registration.save()
        replies.keep(registration, found)
        record("registration.requested", registration, by=by, party_size=party_size)
        outbox.queue("registration_confirm", language=language, registration_id=registration.pk, **thread)
        if not is_new:
            seats.settle(workshop, now=now)  # it may hold fewer seats than before
    return registration


def _work_as_for_a_new_one(
    workshop: Workshop, registration: Registration, found: replies.Answers, *, now: datetime, by: Actor
) -> None:
    """The same reads and as many writes, so that the time until the answer does not tell who is registered."""
    registration.workshop = workshop  # read already
    seats.fits(workshop, registration, now=now)
    registration.save(update_fields=["name"])  # as it is
    replies.write_again(registration, found)
    record("registration.asked_again", registration, by=by)


def register_person(
    event_id: uuid.UUID,
    *,
    person: Person,
    party_size: int,
    answers: Mapping[str, Any] = NOTHING,
    is_resident: bool = False,
    by: Actor,
) -> Registration:
    """Register a signed-in person, whose address is already verified: confirmed or waitlisted at once.

    Asked again, the same registration is returned unchanged. A guest's registration of the same address becomes theirs.
    Raises what `register` raises.
    """
    with accounts.held(person), locked_workshop(event_id) as (workshop, now):
        own = Registration.objects.live().filter(Q(email=person.email) | Q(person=person), workshop=workshop)
        # One under a former address may be there beside one that waits for its link: who has a seat gets no second.
        registration = min(own, key=lambda one: one.state == State.UNCONFIRMED, default=None)
        if registration is not None and registration.state != State.UNCONFIRMED:
            registration.person = person
            registration.save(update_fields=["person"])
            return registration
        _check_open(workshop, party_size=party_size, now=now)
        found = replies.read(workshop, answers, is_resident=is_resident)
        if registration is None:
            registration = Registration(workshop=workshop, email=person.email)
        held = seats.holds(registration, party_size=party_size, now=now)
        registration.person, registration.name = person, person.display_name
        registration.language, registration.party_size = person.language, party_size
        registration.is_resident = is_resident
        registration.save()
        replies.keep(registration, found)
        seats.take_or_queue(workshop, registration, held=held, now=now, by=by)
        consents.settle(registration, by=by)
    return registration


def confirm(
    token: str,
    *,
    by: Actor = GUEST,
    party_size: int | None = None,
    name: str | None = None,
    answers: Mapping[str, Any] = NOTHING,
    is_resident: bool = False,
) -> Registration:
    """Prove the address by the token of the mail: a seat, or a place on the waiting list. Repeating it changes nothing.

    The registration joins the account that has this address, where there is one. Who registered by mail says only now
    how many come, under which name, and what the workshop asks.
    Raises Invalid, LinkExpired, EventCancelled, EventOver, WorkshopFull (the hold has lapsed, and nobody can wait).
    """
    row = tokens.find(RegistrationToken, token, purpose=RegistrationToken.CONFIRM, even_expired=True)
    with (
        accounts.owner_of(row.registration.email) as owner,
        locked_registration(row.registration_id) as (workshop, registration, now),
    ):
        if registration.state != State.UNCONFIRMED:
            if registration.confirmed_at is None and registration.state == State.EXPIRED:
                raise tokens.LinkExpired
            return registration
        if tokens.is_expired(row):
            raise tokens.LinkExpired
        if workshop.event.over_at <= now:
            raise errors.EventOver
        held = seats.holds(registration, party_size=party_size or registration.party_size, now=now)
        if party_size is not None:
            check_party(workshop, party_size)
            registration.party_size = party_size
        if name is not None:
            names.check(name, pointer="/name")
            registration.name = name
        if registration.channel == Channel.MAIL:
            found = replies.read(workshop, answers, is_resident=is_resident)
            registration.is_resident = is_resident
            replies.keep(registration, found)
        registration.person = owner
        seats.take_or_queue(workshop, registration, held=held, now=now, by=by)
        consents.settle(registration, by=by)
    return registration


def cancel(registration_id: uuid.UUID, *, by: Actor, reason: CancelReason = CancelReason.BY_PERSON) -> Registration:
    """End a registration; its seats are offered to the next in the same transaction. Repeating it changes nothing.

    Raises Missing; NotEntrusted where it is done for the organizer by somebody else.
    """
    with locked_registration(registration_id) as (workshop, registration, now):
        if reason == CancelReason.BY_ORGANIZER:
            roles.require(by, Act.PARTICIPANTS, workshop.organization_id)
        if registration.state in {State.CANCELLED, State.EXPIRED}:
            return registration
        end(registration, reason=reason, now=now, by=by)
        seats.settle(workshop, now=now)
    return registration


def change(
    registration_id: uuid.UUID,
    *,
    by: Actor,
    party_size: int | None = None,
    name: str | None = None,
    answers: Mapping[str, Any] = NOTHING,
) -> Registration:
    """Change the name, the number of people or the answers that are given.

    A smaller party frees seats for others; a larger one needs free seats that nobody waits for, unless it waits itself.
    Raises Invalid, NotEnoughSeats, RegistrationEnded.
    """
    with locked_registration(registration_id) as (workshop, registration, now):
        if registration.state in {State.CANCELLED, State.EXPIRED}:
            raise errors.RegistrationEnded
        before = registration.party_size
        if party_size is not None and party_size != before:
            check_party(workshop, party_size)
            if registration.state != State.WAITLISTED and party_size > before:
                registration.party_size = party_size
                if not seats.fits(workshop, registration, now=now):
                    raise errors.NotEnoughSeats
            registration.party_size = party_size
        if name is not None:
            names.check(name, pointer="/name")
            registration.name = name
        registration.save(update_fields=["party_size", "name"])
        if answers:
            replies.keep(registration, replies.read_changes(workshop, answers))
            consents.settle(registration, by=by)
        record("registration.changed", registration, by=by, party_size=[before, registration.party_size])
        seats.settle(workshop, now=now)
        registration.refresh_from_db()
    return registration


def end(registration: Registration, *, reason: CancelReason, now: datetime, by: Actor) -> None:
    """Cancel one registration under the workshop's lock, which the caller holds; passing seats on is the caller's."""
    registration.state, registration.cancel_reason, registration.ended_at = State.CANCELLED, reason, now
    registration.holds_until = None
    registration.save()
    record("registration.cancelled", registration, by=by, reason=reason)
    outbox.queue("registration_cancelled", language=registration.language, registration_id=registration.pk)
    inbox.step(registration, by=by)


def check_party(workshop: Workshop, party_size: int) -> None:
    """Raise Invalid where one registration may not be for so many people."""
    largest = policies.largest_party(workshop)
    if not 1 <= party_size <= largest:
        sentence = _("Please register between 1 and %(largest)s people.") % {"largest": largest}
        raise Invalid([FieldError("/party_size", "party_size", sentence)])


def _check_open(workshop: Workshop, *, party_size: int, now: datetime) -> None:
    if not policies.is_public(workshop):
        raise Missing
    refusal = policies.why_not_register(workshop, now=now)
    if refusal is not None:
        raise refusal
    check_party(workshop, party_size)
    if workshop.waiting_list:
        return
    counted = seats.count(workshop, now=now)
    if not policies.fits(workshop, party_size=party_size, taken=counted.taken, somebody_waits=counted.somebody_waits):
        raise errors.WorkshopFull
