"""How a registration stands, in words for the person who holds its link."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.utils.translation import gettext as _

from events import errors, wording
from events.models import Registration, WaitingReason
from events.models import RegistrationState as State
from events.models.registration import LIVE, CancelReason
from events.services import line


@dataclass(frozen=True)
class Standing:
    """A heading and a sentence; `mood` colours them and never says more than the words do."""

    title: str
    sentence: str
    mood: Literal["good", "waiting", "ended"]


def present_state(registration: Registration, *, now: datetime) -> State:
    """The state with what time has done since the last act: an offer past its deadline has lapsed, settled or not."""
    if registration.state == State.OFFERED and registration.offered_until and registration.offered_until <= now:
        return State.EXPIRED
    return State(registration.state)


def is_live(registration: Registration, *, now: datetime) -> bool:
    """Whether there is still something to change, cancel or accept."""
    return present_state(registration, now=now) in LIVE and registration.workshop.event.over_at > now


def standing(registration: Registration, *, now: datetime) -> Standing:
    state = present_state(registration, now=now)
    if state in LIVE and registration.workshop.event.over_at <= now:
        return Standing(str(errors.EventOver.title), str(errors.EventOver.advice), "ended")
    if state == State.WAITLISTED:
        return _waitlisted(registration, now=now)
    return WORDS[state](registration)


def _unconfirmed(_registration: Registration) -> Standing:
    return Standing(str(errors.ConfirmFirst.title), str(errors.ConfirmFirst.advice), "waiting")


def _confirmed(_registration: Registration) -> Standing:
    return Standing(_("You are registered"), _("We look forward to seeing you."), "good")


def _waitlisted(registration: Registration, *, now: datetime) -> Standing:
    """A place in line that does not move although seats are free needs a reason."""
    reason = line.why_waiting(registration, now=now)
    sentence = {
        WaitingReason.PARTY_AHEAD_TOO_LARGE: _(
            "You are at place %(place)s. Seats are free, but fewer than the first in line needs, and nobody is "
            "overtaken; we write to you when there is room for you."
        ),
        WaitingReason.OWN_PARTY_TOO_LARGE: _(
            "You are at place %(place)s. Fewer seats are free than you need. If fewer people can come, please change "
            "their number; else we write to you when there is room for all."
        ),
        WaitingReason.OFFERS_ENDED: _(
            "You were at place %(place)s. No more seats are given for this date; please look for another one."
        ),
    }.get(
        reason or WaitingReason.FULL,
        _("All seats are taken at the moment. You are at place %(place)s; we write to you when one is free."),
    )
    return Standing(_("You are on the waiting list"), sentence % {"place": registration.place_in_line()}, "waiting")


def _offered(registration: Registration) -> Standing:
    until = registration.offered_until or registration.workshop.event.starts_at
    sentence = _("Please accept it by %(moment)s; after that it goes to the next.")
    moment = wording.moment(until, registration.workshop.event)
    return Standing(_("A seat is free for you"), sentence % {"moment": moment}, "waiting")


def _lapsed(registration: Registration) -> Standing:
    if registration.queue_number is None:
        sentence = _("It was not confirmed in time. If registration is still open, you can register again.")
    else:
        sentence = _("The time to accept the seat is over. If registration is still open, you can register again.")
    return Standing(_("Your registration has lapsed"), sentence, "ended")


def _cancelled(registration: Registration) -> Standing:
    if registration.cancel_reason == CancelReason.EVENT_CANCELLED:
        return Standing(
            str(errors.EventCancelled.title), _("We are sorry. Your registration has ended with it."), "ended"
        )
    sentence = {
        CancelReason.DECLINED: _("You have declined the offered seat. It goes to the next; thank you for telling us."),
        CancelReason.BY_PERSON: _("You have cancelled it; its seats are free for others. Thank you for telling us."),
        CancelReason.BY_ORGANIZER: _("The organizer has cancelled it. Please ask there for the reason."),
    }[CancelReason(registration.cancel_reason)]
    return Standing(_("Your registration is cancelled"), sentence, "ended")


WORDS: dict[State, Callable[[Registration], Standing]] = {
    State.UNCONFIRMED: _unconfirmed,
    State.CONFIRMED: _confirmed,
    State.OFFERED: _offered,
    State.EXPIRED: _lapsed,
    State.CANCELLED: _cancelled,
}
