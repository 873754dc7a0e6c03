"""Rules that are both told and enforced, as pure functions over what the caller has already read."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from core.errors import Conflict, FieldError, Refusal
from core.models import Publication
from core.uploads import policies as pictures
from events import errors
from events.models import (
    AttendanceMode,
    Availability,
    Event,
    EventStatus,
    PartyPolicy,
    TimePrecision,
    WaitingReason,
    Workshop,
)

# How long an unconfirmed registration keeps its seats, and how long its link stays valid (API.md, registration states).
HOLD = timedelta(minutes=30)
CONFIRM_WITHIN = timedelta(hours=24)

# Thanks go out the next morning of an evening event, and not to events that ended long before this rule.
THANK_AFTER = timedelta(hours=12)
THANK_WITHIN = timedelta(days=7)

DOORS_AHEAD = timedelta(days=1)

# Shorter ones stand in many a mail that means something else.
SHORTEST_KEYWORD = 3

# “few” from this many free seats down; small workshops count a fifth of their seats.
FEW_SEATS = 3


def contradictions(event: Event) -> list[FieldError]:
    """What does not fit together in an event's own fields."""
    errors = []
    if event.ends_at is not None and event.ends_at <= event.starts_at:
        errors.append(FieldError("/ends_at", "ends_before_start", _("The end must lie after the start.")))
    errors += [*_about_doors(event), *_about_status(event)]
    goes_public = event.publication in {Publication.PUBLISHED, Publication.SCHEDULED}
    if goes_public and event.attendance_mode != AttendanceMode.ONLINE and event.venue_id is None:
        sentence = _("An event on site needs a venue before it is published.")
        errors.append(FieldError("/venue", "required", sentence))
    if event.is_pattern and event.publication != Publication.DRAFT:
        sentence = _("The pattern of a series is never public itself; its dates are.")
        errors.append(FieldError("/publication", "pattern", sentence))
    return [*errors, *pictures.contradictions(event)]


def _about_doors(event: Event) -> list[FieldError]:
    if event.doors_at is None:
        return []
    if event.time_precision == TimePrecision.DAY:
        sentence = _("Whole days have no moment at which doors open. Please leave it empty.")
        return [FieldError("/doors_at", "whole_days", sentence)]
    if event.starts_at - DOORS_AHEAD < event.doors_at <= event.starts_at:
        return []
    sentence = _("Doors open before it starts, at most a day ahead. Please move them with the start.")
    return [FieldError("/doors_at", "not_before_start", sentence)]


def _about_status(event: Event) -> list[FieldError]:
    """Who reads a status acts upon it (schema.org/EventStatusType), so the other fields have to bear it out."""
    if event.status == EventStatus.RESCHEDULED and event.previous_starts_at in {None, event.starts_at}:
        sentence = _("It was moved to another date: please enter the new one, and when it was to start before.")
        return [FieldError("/previous_starts_at", "required", sentence)]
    if event.status == EventStatus.MOVED_ONLINE and event.attendance_mode == AttendanceMode.OFFLINE:
        sentence = _("It was moved online, so please choose “Online” here; the place may stay, it is shown as left.")
        return [FieldError("/attendance_mode", "not_online", sentence)]
    return []


def previous_start(before: Event | None, event: Event) -> datetime | None:
    """When the event was to start before it was moved; `event` is what replaces `before`.

    Said by whoever writes, else the date that stood there in public. It is forgotten when the event takes place as
    planned after all.
    """
    if event.status == EventStatus.SCHEDULED:
        return None
    known = before.previous_starts_at if before else None
    if event.previous_starts_at not in {None, known}:
        return event.previous_starts_at
    if event.status == EventStatus.RESCHEDULED and before is not None and is_moved(before, event):
        return before.starts_at
    return known


def is_moved(before: Event, event: Event) -> bool:
    """Whether people may have noted another start than the one it has now."""
    if before.publication != Publication.PUBLISHED:
        return False
    if TimePrecision.DAY in {before.time_precision, event.time_precision}:
        zone = ZoneInfo(event.time_zone)
        return before.starts_at.astimezone(zone).date() != event.starts_at.astimezone(zone).date()
    return before.starts_at != event.starts_at


def whole_days(starts_at: datetime, ends_at: datetime | None, *, zone: str) -> tuple[datetime, datetime]:
    """Of whole days only the dates count: from midnight to the last second (events.models.Event)."""
    first, last = (moment.astimezone(ZoneInfo(zone)) for moment in (starts_at, ends_at or starts_at))
    return first.replace(hour=0, minute=0, second=0, microsecond=0), last.replace(
        hour=23, minute=59, second=59, microsecond=0
    )


def contradictions_of_registration(workshop: Workshop) -> list[FieldError]:
    """Settings under which nobody could ever register, or every mail would seem to."""
    errors = []
    opens_at, closes_at, event = workshop.opens_at, workshop.closes_at, workshop.event
    if opens_at and closes_at and closes_at <= opens_at:
        errors.append(FieldError("/closes_at", "closes_before_opening", _("Registration must close after it opens.")))
    if opens_at and event.time_precision == TimePrecision.MINUTE and opens_at >= event.starts_at:
        sentence = _("Registration must open before the event begins.")
        errors.append(FieldError("/opens_at", "opens_after_start", sentence))
    if workshop.keyword and sum(letter.isalnum() for letter in workshop.keyword) < SHORTEST_KEYWORD:
        sentence = _("Please choose a keyword of at least %(least)s letters or figures, best with the place.")
        errors.append(FieldError("/keyword", "too_short", sentence % {"least": SHORTEST_KEYWORD}))
    return errors


def why_not_register(workshop: Workshop, *, now: datetime) -> Conflict | None:
    """Why nobody may register at this moment, seats aside; None where registration is open."""
    event = workshop.event
    if not event.takes_place:
        return errors.EventCancelled() if event.status == EventStatus.CANCELLED else errors.RegistrationClosed()
    if workshop.external_url:
        return errors.RegistrationElsewhere(external_url=workshop.external_url)
    if workshop.opens_at and now < workshop.opens_at:
        return errors.RegistrationNotOpenYet(opens_at=workshop.opens_at.isoformat())
    if now >= closes_at(workshop):
        return errors.RegistrationClosed()
    return None


def closes_at(workshop: Workshop) -> datetime:
    """When registration ends: as set, at the latest with the last offer."""
    latest = offers_end_at(workshop)
    return min(workshop.closes_at or latest, latest)


def offers_end_at(workshop: Workshop) -> datetime:
    """The last moment to accept an offered seat: when the event starts (day events: when they are over)."""
    event = workshop.event
    return event.starts_at if event.time_precision == TimePrecision.MINUTE else event.over_at


def offers_have_ended(workshop: Workshop, *, now: datetime) -> bool:
    """Seats are offered until the event starts, also after registration has closed: those who wait were in time."""
    return now >= offers_end_at(workshop) or not workshop.event.takes_place


def reminder_at(event: Event) -> datetime:
    """A day before it begins; before whole days at nine in the morning of the day before, not at midnight."""
    if event.time_precision == TimePrecision.DAY:
        return event.starts_at - timedelta(hours=15)
    return event.starts_at - timedelta(days=1)


def needs_no_reminder_since(event: Event) -> datetime:
    """Who registers from this moment on has heard of the date on the day of the reminder or later."""
    local = reminder_at(event).astimezone(ZoneInfo(event.time_zone))
    return local.replace(hour=0, minute=0, second=0, microsecond=0)


def availability(workshop: Workshop, *, taken: int, somebody_waits: bool) -> Availability:
    """How many seats are left for newcomers, who overtake nobody; coarse enough to be cached for a while."""
    if workshop.capacity is None:
        return Availability.OPEN
    free = workshop.capacity - taken
    if free <= 0 or somebody_waits:
        return Availability.WAITLIST if workshop.waiting_list else Availability.FULL
    is_few = free <= max(FEW_SEATS, workshop.capacity // 5) and free < workshop.capacity
    return Availability.FEW if is_few else Availability.OPEN


def fits(workshop: Workshop, *, party_size: int, taken: int, somebody_waits: bool) -> bool:
    """Whether a party gets seats now. No newcomer overtakes those who wait, under any policy."""
    if somebody_waits:
        return False
    return workshop.capacity is None or taken + party_size <= workshop.capacity


def why_waiting(
    workshop: Workshop, *, party_size: int, first_party: int | None, taken: int, now: datetime
) -> WaitingReason | None:
    """Why a waiting party gets no offer at this moment; `first_party` is the size of the one at the head of the line.

    `first_party` is None for who stands there itself. None where seats are just about to be offered.
    """
    if offers_have_ended(workshop, now=now):
        return WaitingReason.OFFERS_ENDED
    if is_full(workshop, taken=taken):
        return WaitingReason.FULL
    if first_party is not None and not may_pass_over(workshop):
        fits_first = fits(workshop, party_size=first_party, taken=taken, somebody_waits=False)
        return None if fits_first else WaitingReason.PARTY_AHEAD_TOO_LARGE
    if not fits(workshop, party_size=party_size, taken=taken, somebody_waits=False):
        return WaitingReason.OWN_PARTY_TOO_LARGE
    return None


def is_full(workshop: Workshop, *, taken: int) -> bool:
    """Whether not even one person more gets a seat."""
    return not fits(workshop, party_size=1, taken=taken, somebody_waits=False)


def largest_party(workshop: Workshop) -> int:
    """How many people one registration may be for."""
    return min(workshop.max_party_size, workshop.capacity or workshop.max_party_size)


def may_pass_over(workshop: Workshop) -> bool:
    """Whether a party too large for the free seats lets smaller ones behind it go first."""
    return workshop.party_policy == PartyPolicy.FILL


def why_no_join_link(workshop: Workshop, *, confirmed: bool, now: datetime) -> Refusal | None:
    """Why the join link is not shown to this registration at this moment."""
    if not workshop.sealed_join_url:
        return errors.NoJoinLink()
    if not confirmed:
        return errors.NotConfirmed()
    if workshop.event.over_at <= now:
        return errors.EventOver()
    if not workshop.shows_join_link(now):
        available_from = workshop.join_link_from
        return errors.NotYetAvailable(available_from=available_from.isoformat() if available_from else None)
    return None


def is_public(workshop: Workshop) -> bool:
    return workshop.event.publication == Publication.PUBLISHED
