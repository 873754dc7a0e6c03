"""The acts of a registration that are one button on a page of their own."""

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.actors import GUEST
from events.models import Registration
from events.models import RegistrationState as State
from events.models.registration import LIVE
from events.services import offers, registrations
from events.services.access import registration_for, registration_to_confirm


@dataclass(frozen=True)
class Act:
    """A page with one button: what it asks, in which states it can be pressed, and what pressing it does."""

    question: Promise
    explanation: Promise
    button: Promise
    states: tuple[State, ...]
    find: Callable[[str], Registration]
    do: Callable[[str], Registration]
    is_ending: bool = False


CONFIRM = Act(
    question=_("Confirm your registration?"),
    explanation=_("With the button you confirm that this registration is yours. You can cancel it at any time."),
    button=_("Confirm registration"),
    states=(State.UNCONFIRMED,),
    find=registration_to_confirm,
    do=registrations.confirm,
)
CANCEL = Act(
    question=_("Cancel your registration?"),
    explanation=_("With the button your registration ends, and its seats go to others. This cannot be undone."),
    button=_("Cancel registration"),
    states=LIVE,
    find=registration_for,
    do=lambda token: registrations.cancel(registration_for(token).pk, by=GUEST),
    is_ending=True,
)
ACCEPT_OFFER = Act(
    question=_("Accept the seat?"),
    explanation=_("With the button you take the seat that has become free for you."),
    button=_("Accept the seat"),
    states=(State.OFFERED,),
    find=registration_for,
    do=lambda token: offers.accept(registration_for(token).pk, by=GUEST),
)
DECLINE_OFFER = Act(
    question=_("Decline the seat?"),
    explanation=_("With the button the seat goes to the next, and your registration ends. This cannot be undone."),
    button=_("Decline the seat"),
    states=(State.OFFERED,),
    find=registration_for,
    do=lambda token: offers.decline(registration_for(token).pk, by=GUEST),
    is_ending=True,
)
