"""Registering for a workshop without app and account: the form, and the mail with the link that confirms it."""

import uuid
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from core.accounts.models.person import normalize_email
from core.actors import GUEST
from core.errors import Invalid, Refusal
from core.legal.models import LegalDocument, LegalKind
from core.limits import meters, networks
from core.limits.askers import Asker
from core.limits.policies import GUEST_MAIL, WRITES
from core.privacy import retention
from events import errors, policies, wording
from events.models import Event
from events.services import openness, registrations
from pages.links import private_page
from pages.refusals import status_of
from pages.registering import ways
from pages.registration_forms import RegistrationForm
from pages.rendering import page


@private_page
def register(request: HttpRequest, event_id: uuid.UUID) -> HttpResponse:
    """The answer is the same whether or not the address is known; the rest is in the mail."""
    workshop = openness.workshop_of(event_id)
    # Read once, before the act: afterwards it would tell whether seats are held for this address.
    found = ways(workshop, now=timezone.now())
    about: dict[str, Any] = {
        "event": workshop.event,
        "facts": wording.about(workshop.event),
        "ways": found,
        **_periods(),
    }
    if found.refusal is not None:
        return page("events/closed.html", status=_status(found.refusal), title=found.refusal.title, **about)
    form, status = RegistrationForm(workshop, request.POST if request.method == "POST" else None), 400
    if form.is_valid():
        try:
            email = _register(request, event_id, form)
        except Invalid as refusal:
            form.add_refusal(refusal)
        except errors.WorkshopFull as refusal:  # some seats may be free, but fewer than are wanted
            form.add_error("party_size", str(refusal.detail))
            status = _status(refusal)
        else:
            return page("events/asked.html", email=email, **about)
    return page(
        "events/register.html", status=status if form.errors else 200, form=form, action=request.path,
        privacy_notice=_privacy_notice(workshop.event), **about,
    )  # fmt: skip


def _register(request: HttpRequest, event_id: uuid.UUID, form: RegistrationForm) -> str:
    """Count it and do it; returns the address to which the letter goes."""
    email = normalize_email(form.cleaned_data["email"])
    with meters.counted((WRITES, *GUEST_MAIL), Asker(network=networks.of(request.META), typed=email)):
        registrations.register(event_id, email=email, language=get_language() or "de", by=GUEST, **form.all_told())
    return email


def _status(refusal: Refusal) -> int:
    return status_of(type(refusal)) or 400


def _periods() -> dict[str, int]:
    """How long seats are kept, how long the link is valid, and when everything is deleted, as the pages tell them."""
    return {
        "minutes": policies.HOLD // timedelta(minutes=1),
        "hours": policies.CONFIRM_WITHIN // timedelta(hours=1),
        "days": retention.days("unconfirmed_registrations"),
    }


def _privacy_notice(event: Event) -> str:
    """The page of the one that holds where the event is; empty where none does yet."""
    places = list(event.municipalities.all())
    place = places[0] if len(places) == 1 else None
    if not LegalDocument.objects.held_on(timezone.localdate(), kind=LegalKind.PRIVACY, municipality=place):
        return ""
    return reverse("legal-document", args=[LegalKind.PRIVACY.value, *([place.slug] if place else [])])
