"""Counting, passing on and taking back seats, always under the lock of the workshop's row."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from core.actors import SYSTEM, Actor
from core.audit.record import record
from core.mail import outbox
from events import errors, policies
from events.models import Availability, Registration, RegistrationState, Workshop
from events.services import inbox


@dataclass(frozen=True)
class Seats:
    """What is taken at one moment, and whether somebody waits."""

    taken: int
    somebody_waits: bool


def count(workshop: Workshop, *, now: datetime, without: Registration | None = None) -> Seats:
    """Taken seats (confirmed, live holds, live offers) are counted, never stored; those of `without` do not count."""
    others = Registration.objects.filter(workshop=workshop)
    if without is not None:
        others = others.exclude(pk=without.pk)
    taken, waiting = others.seats_and_line(now)
    return Seats(taken=taken, somebody_waits=waiting > 0)


def settle(workshop: Workshop, *, now: datetime) -> None:
    """Do what time has done since the last act: lapse unconfirmed registrations and offers, then offer freed seats.

    The caller holds the workshop's lock. Every act calls it before it decides, and after it has freed seats;
    the sweeper calls the same function.
    """
    _lapse(workshop, now=now)
    _offer_free_seats(workshop, now=now)


def show(workshop: Workshop, *, now: datetime) -> None:
    """Write what everybody may see where it has changed: whether registration is open, how many seats are left."""
    counted = count(workshop, now=now)
    availability = policies.availability(workshop, taken=counted.taken, somebody_waits=counted.somebody_waits)
    is_open = availability != Availability.FULL and policies.why_not_register(workshop, now=now) is None
    if (workshop.availability, workshop.is_open) != (availability, is_open):
        workshop.availability, workshop.is_open = availability, is_open
        workshop.save(update_fields=["availability", "is_open"])


def _lapse(workshop: Workshop, *, now: datetime) -> None:
    registrations = Registration.objects.filter(workshop=workshop)
    registrations.filter(state=RegistrationState.UNCONFIRMED, holds_until__lte=now).update(holds_until=None)
    lapsed_offer = Q(state=RegistrationState.OFFERED, offered_until__lte=now)
    never_confirmed = Q(state=RegistrationState.UNCONFIRMED, created_at__lte=now - policies.CONFIRM_WITHIN)
    for registration in registrations.filter(lapsed_offer | never_confirmed).order_by("created_at", "pk"):
        had_offer = registration.state == RegistrationState.OFFERED
        registration.state, registration.ended_at, registration.holds_until = RegistrationState.EXPIRED, now, None
        registration.save(update_fields=["state", "ended_at", "holds_until"])
        record("registration.expired", registration, by=SYSTEM)
        if had_offer:
            outbox.queue("registration_expired", language=registration.language, registration_id=registration.pk)
            inbox.step(registration, by=SYSTEM)


def _offer_free_seats(workshop: Workshop, *, now: datetime) -> None:
    """Offer what is free to those who wait, in their order; none once the event has begun or cannot take place."""
    if policies.offers_have_ended(workshop, now=now):
        return
    counted = count(workshop, now=now)
    # In a rush there is nearly never a seat for anybody: then the long line need not be read.
    if not counted.somebody_waits or policies.is_full(workshop, taken=counted.taken):
        return
    waiting = list(Registration.objects.filter(workshop=workshop).waiting())
    for place in _next_in_line(workshop, [party.party_size for party in waiting], taken=counted.taken):
        _offer(workshop, waiting[place], now=now)


def _offer(workshop: Workshop, registration: Registration, *, now: datetime) -> None:
    registration.state = RegistrationState.OFFERED
    registration.offered_until = min(now + workshop.offer_period, policies.offers_end_at(workshop))
    registration.save(update_fields=["state", "offered_until"])
    record("registration.offered", registration, by=SYSTEM)
    outbox.queue("registration_offered", language=registration.language, registration_id=registration.pk)
    inbox.step(registration, by=SYSTEM)


def end_offers_with_the_start(workshop: Workshop) -> None:
    """Where the event was moved ahead, no offer outlasts its new start; the caller holds the workshop's lock."""
    latest = policies.offers_end_at(workshop)
    offers = Registration.objects.filter(workshop=workshop, state=RegistrationState.OFFERED)
    offers.filter(offered_until__gt=latest).update(offered_until=latest)


def next_queue_number(workshop: Workshop) -> int:
    """The end of the waiting list; a number once given is never given again."""
    last = (
        Registration.objects.filter(workshop=workshop, queue_number__isnull=False)
        .order_by("-queue_number")
        .values_list("queue_number", flat=True)
        .first()
    )
    return (last or 0) + 1


def holds(registration: Registration, *, party_size: int, now: datetime) -> bool:
    """Whether a hold of its own still covers this many seats."""
    holds_until = registration.holds_until
    return holds_until is not None and holds_until > now and party_size <= registration.party_size


def fits(workshop: Workshop, registration: Registration, *, now: datetime) -> bool:
    """Whether the registration gets seats now, its own hold aside."""
    others = count(workshop, now=now, without=registration)
    return policies.fits(
        workshop, party_size=registration.party_size, taken=others.taken, somebody_waits=others.somebody_waits
    )


def take_or_queue(workshop: Workshop, registration: Registration, *, held: bool, now: datetime, by: Actor) -> None:
    """A seat where it `held` one or one is free and nobody waits, else the waiting list. Raises WorkshopFull.

    What it held in vain or too many of goes to those who wait.
    """
    registration.holds_until = None
    if held or fits(workshop, registration, now=now):
        take(registration, now=now, by=by)
    elif not workshop.waiting_list:
        raise errors.WorkshopFull
    else:
        registration.state, registration.confirmed_at = RegistrationState.WAITLISTED, now
        registration.queue_number = next_queue_number(workshop)
        registration.save()
        record("registration.waitlisted", registration, by=by)
        outbox.queue("registration_waitlisted", language=registration.language, registration_id=registration.pk)
    _offer_free_seats(workshop, now=now)
    if registration.state == RegistrationState.WAITLISTED:
        registration.refresh_from_db()


def take(registration: Registration, *, now: datetime, by: Actor) -> None:
    """Confirm the registration, whose seats the caller has found free under the lock."""
    registration.state = RegistrationState.CONFIRMED
    registration.confirmed_at = registration.confirmed_at or now
    registration.offered_until = None
    if registration.workshop.shows_join_link(now):
        registration.join_link_sent_at = now  # it stands in the confirmation itself
    registration.save()
    record("registration.confirmed", registration, by=by, party_size=registration.party_size)
    outbox.queue("registration_confirmed", language=registration.language, registration_id=registration.pk)
    inbox.step(registration, by=by)


@dataclass(frozen=True)
class Consequences:
    """What another number of seats would do at this moment.

    `offered` parties with `offered_seats` people would get an offer; `over` people more would have seats than there are
    (nobody loses one); `waiting` parties would go on waiting.
    """

    taken: int
    over: int
    offered: int
    offered_seats: int
    waiting: int


def consequences(workshop: Workshop, *, capacity: int | None, now: datetime) -> Consequences:
    """Foresee a change of the number of seats, without changing anything."""
    taken = count(workshop, now=now).taken
    waiting = [party.party_size for party in Registration.objects.filter(workshop=workshop).waiting()]
    changed = Workshop(capacity=capacity, party_policy=workshop.party_policy)
    offered = [] if policies.offers_have_ended(workshop, now=now) else _next_in_line(changed, waiting, taken=taken)
    return Consequences(
        taken=taken,
        over=max(0, taken - capacity) if capacity is not None else 0,
        offered=len(offered),
        offered_seats=sum(waiting[place] for place in offered),
        waiting=len(waiting) - len(offered),
    )


def _next_in_line(workshop: Workshop, parties: Sequence[int], *, taken: int) -> list[int]:
    """Which of the waiting parties, in their order, the free seats go to."""
    chosen = []
    for place, party_size in enumerate(parties):
        if policies.fits(workshop, party_size=party_size, taken=taken, somebody_waits=False):
            chosen.append(place)
            taken += party_size
        elif not policies.may_pass_over(workshop):
            break
    return chosen
