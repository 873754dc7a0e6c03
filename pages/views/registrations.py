"""Registrations by mail link. A GET only shows, for mail scanners open links; the button's POST acts.

An act answers with its result and no redirect, which would put the token into an address again; loading it anew
repeats the act, and repeating changes nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from core.actors import GUEST
from core.errors import Invalid, Refusal
from events import policies, wording
from events.errors import NotEnoughSeats
from events.models import Registration
from events.models import RegistrationState as State
from events.models.registration import LIVE
from events.services import join_links, offers, registrations
from events.services.access import registration_for, registration_to_confirm
from pages.forms import ChangeForm
from pages.links import link_page, token_of
from pages.rendering import page
from pages.standing import is_live, present_state, standing


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
    do=lambda token: registrations.confirm(token),
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


@link_page
def confirm(request: HttpRequest) -> HttpResponse:
    return _answer(request, CONFIRM)


@link_page
def cancel(request: HttpRequest) -> HttpResponse:
    return _answer(request, CANCEL)


@link_page
def accept_offer(request: HttpRequest) -> HttpResponse:
    return _answer(request, ACCEPT_OFFER)


@link_page
def decline_offer(request: HttpRequest) -> HttpResponse:
    return _answer(request, DECLINE_OFFER)


@link_page
def manage(request: HttpRequest) -> HttpResponse:
    """See and change a registration; a change that is refused leaves what was typed on the page."""
    registration = registration_for(token_of(request))
    if request.method != "POST":
        return _manage(request, registration, ChangeForm(registration))
    form = ChangeForm(registration, request.POST)
    if not form.is_valid():
        return _manage(request, registration, form, status=400)
    try:
        changed = registrations.change(registration.pk, by=GUEST, **form.cleaned_data)
    except Invalid as refusal:
        form.add_refusal(refusal)
        return _manage(request, registration, form, status=400)
    except NotEnoughSeats as refusal:
        form.add_error("party_size", str(refusal.detail))
        return _manage(request, registration, form, status=409)
    return _manage(request, changed, ChangeForm(changed), is_changed=True)


def _answer(request: HttpRequest, act: Act) -> HttpResponse:
    token = token_of(request)
    if request.method == "POST":
        registration = act.do(token)
        return _standing_page("registrations/result.html", registration)
    registration = act.find(token)
    now = timezone.now()
    if present_state(registration, now=now) not in act.states or not is_live(registration, now=now):
        return _standing_page("registrations/result.html", registration)
    return _standing_page("registrations/act.html", registration, act=act, token=token, action=request.path)


def _manage(
    request: HttpRequest, registration: Registration, form: ChangeForm, *, status: int = 200, is_changed: bool = False
) -> HttpResponse:
    now = timezone.now()
    return _standing_page(
        "registrations/manage.html",
        registration,
        status=status,
        token=token_of(request),
        action=request.path,
        form=form if is_live(registration, now=now) else None,
        is_changed=is_changed,
        is_offered=present_state(registration, now=now) == State.OFFERED,
        join_url=_join_url(registration),
        join_available_from=_join_available_from(registration),
        has_calendar_file=policies.is_public(registration.workshop),
    )


def _standing_page(template: str, registration: Registration, *, status: int = 200, **context: object) -> HttpResponse:
    return page(
        template,
        status=status,
        registration=registration,
        standing=standing(registration, now=timezone.now()),
        facts=wording.facts(registration),
        **context,
    )
