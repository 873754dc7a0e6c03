"""Registrations by mail link. A GET only shows, for mail scanners open links; the button's POST acts.

An act answers with its result and no redirect, which would put the token into an address again; loading it anew
repeats the act, and repeating changes nothing.
"""

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from core.actors import GUEST
from core.errors import Invalid, Refusal
from events import policies, wording
from events.errors import NotEnoughSeats, NotYetAvailable
from events.models import Channel, Registration
from events.models import RegistrationState as State
from events.services import join_links, registrations
from events.services.access import registration_for, registration_to_confirm
from pages.acts import ACCEPT_OFFER, CANCEL, CONFIRM, DECLINE_OFFER, Act
from pages.links import link_page, token_of
from pages.registration_forms import ChangeForm
from pages.rendering import page
from pages.standing import is_live, present_state, standing


@link_page
def confirm(request: HttpRequest) -> HttpResponse:
    """Who registered by mail has filled in nothing yet, and does so here."""
    registration = registration_to_confirm(token_of(request))
    if registration.channel != Channel.MAIL or registration.state != State.UNCONFIRMED:
        return _answer(request, CONFIRM)
    form = ChangeForm(registration, request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            confirmed = registrations.confirm(token_of(request), by=GUEST, **form.all_told())
        except Invalid as refusal:
            form.add_refusal(refusal)
        else:
            return _page("registrations/result.html", confirmed, is_done=True)
    return _page(
        "registrations/act.html", registration, status=400 if form.errors else 200,
        act=CONFIRM, token=token_of(request), action=request.path, form=form,
    )  # fmt: skip


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
        changed = registrations.change(registration.pk, by=GUEST, **form.changes())
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
        return _page("registrations/result.html", act.do(token), is_done=True)
    registration, now = act.find(token), timezone.now()
    if present_state(registration, now=now) not in act.states or not is_live(registration, now=now):
        return _page("registrations/result.html", registration)
    return _page("registrations/act.html", registration, act=act, token=token, action=request.path)


def _manage(
    request: HttpRequest, registration: Registration, form: ChangeForm, *, status: int = 200, is_changed: bool = False
) -> HttpResponse:
    now = timezone.now()
    return _page(
        "registrations/manage.html",
        registration,
        status=status,
        token=token_of(request),
        action=request.path,
        form=form if is_live(registration, now=now) else None,
        is_changed=is_changed,
        is_offered=present_state(registration, now=now) == State.OFFERED,
        has_calendar_file=policies.is_public(registration.workshop),
        **_join_link(registration),
    )


def _join_link(registration: Registration) -> dict[str, str]:
    """The link where it may be shown, else from when on, else nothing."""
    try:
        return {"join_url": join_links.reveal(registration.pk, by=GUEST).join_url}
    except NotYetAvailable:
        workshop = registration.workshop
        return {
            "join_available_from": wording.moment(workshop.join_link_from or workshop.event.starts_at, workshop.event)
        }
    except Refusal:
        return {}


def _page(template: str, registration: Registration, *, status: int = 200, **context: object) -> HttpResponse:
    return page(
        template,
        status=status,
        registration=registration,
        event=registration.workshop.event,
        standing=standing(registration, now=timezone.now()),
        facts=wording.facts(registration),
        **context,
    )
