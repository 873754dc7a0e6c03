"""Signing in to the administration: the password, then the second factor; nobody is in before both."""

import time
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.views import LoginView
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _
from unfold.forms import AuthenticationForm

from core import actors
from core.accounts import devices
from core.accounts.models import Person, SecondFactor
from core.accounts.models.person import normalize_email
from core.accounts.services import second_factors, sessions
from core.audit.record import record
from core.errors import TooMany
from core.limits import meters, networks
from core.limits.askers import Asker
from core.limits.policies import SIGN_IN
from core.mail import outbox

BACKEND = "django.contrib.auth.backends.ModelBackend"
# Where the session notes who has shown the password, and by which second factor somebody got in.
CANDIDATE, FACTOR = "signing_in", "second_factor"
# For this long the second factor may follow the password.
WITHIN = 10 * 60
DEVICE_COOKIE = "__Host-device" if settings.HTTPS else "device"


class SignInForm(AuthenticationForm):  # type: ignore[misc]
    """Address and password of who may use the administration; for all others it says the same."""

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = self.cleaned_data
        if "username" not in values or "password" not in values:
            return values
        email = normalize_email(values["username"])
        try:
            meters.count(SIGN_IN, asker(self.request, email=email))
            person = sessions.by_password(email, values["password"])
        except TooMany as refusal:
            raise ValidationError(too_many(refusal)) from refusal
        except sessions.WrongCredentials as refusal:
            raise self.get_invalid_login_error() from refusal
        self.confirm_login_allowed(person)
        self.user_cache = person
        return values


class SignInView(LoginView):
    """The first step. Who needs no second one is in."""

    def form_valid(self, form: Any) -> HttpResponse:
        person, after = form.get_user(), self.get_success_url()
        if second_factors.of(person) is None and not second_factors.is_required_of(person):
            return finish(self.request, person, after=after)
        return await_second_factor(self.request, person, after=after)


def await_second_factor(request: HttpRequest, person: Person, *, after: str) -> HttpResponse:
    """Note who has shown the password, and lead on to the second factor, or to setting one up."""
    request.session.cycle_key()
    request.session[CANDIDATE] = {
        "person": str(person.pk),
        "password": person.get_session_auth_hash(),
        "until": time.time() + WITHIN,
        "after": after,
    }
    is_set_up = second_factors.of(person) is not None
    return HttpResponseRedirect(reverse("admin:second-factor" if is_set_up else "admin:second-factor-set-up"))


def candidate(request: HttpRequest) -> Person | None:
    """Who has shown the password a moment ago, unless it was changed or the account closed since."""
    noted = request.session.get(CANDIDATE)
    if not noted or noted["until"] < time.time():
        return None
    person = Person.objects.filter(pk=noted["person"], is_active=True, is_staff=True).first()
    if person is None or not constant_time_compare(person.get_session_auth_hash(), noted["password"]):
        return None
    return person


def finish(
    request: HttpRequest, person: Person, *, after: str = "", factor: SecondFactor | None = None
) -> HttpResponse:
    """Let them in under a new session key, and tell them where the browser is not known."""
    noted = request.session.pop(CANDIDATE, {})
    device_id, is_first = known_device(request, email=person.email), person.last_login is None
    with transaction.atomic():
        login(request, person, backend=BACKEND)
        record("administration.entered", person, by=actors.person(person), with_second_factor=factor is not None)
        if device_id is None and not is_first:
            outbox.queue("new_browser", language=person.language, person_id=person.pk)
    request.session[FACTOR] = str(factor.pk) if factor else None
    response = HttpResponseRedirect(after or noted.get("after") or reverse("admin:index"))
    remember(response, person, device_id=device_id)
    return response


def has_shown_factor(request: HttpRequest) -> bool:
    """Whether who is signed in here has shown the second factor that they have, or need none."""
    if not hasattr(request, "has_shown_factor"):
        factor = second_factors.of(request.user)  # type: ignore[arg-type]
        if factor is None:
            shown = not second_factors.is_required_of(request.user)  # type: ignore[arg-type]
        else:
            shown = request.session.get(FACTOR) == str(factor.pk)
        request.has_shown_factor = shown  # type: ignore[attr-defined]
    return bool(request.has_shown_factor)  # type: ignore[attr-defined]


def asker(request: HttpRequest, *, email: str) -> Asker:
    """Who tries, for the meters that the API counts on as well."""
    return Asker(network=networks.of(request.META), typed=email, device=known_device(request, email=email) or "")


def known_device(request: HttpRequest, *, email: str) -> str | None:
    proof = request.COOKIES.get(DEVICE_COOKIE, "")
    return devices.known(proof, email=email) if proof else None


def remember(response: HttpResponse, person: Person, *, device_id: str | None) -> None:
    """The browser's proof that it has signed this person in."""
    response.set_cookie(
        DEVICE_COOKIE,
        devices.prove(person, device_id=device_id),
        max_age=devices.KNOWN_FOR,
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def too_many(refusal: TooMany) -> str:
    return _("There were too many attempts. Please try again in %(seconds)s seconds.") % {
        "seconds": refusal.facts["retry_after"]
    }
