"""The pages of the second factor: asked for after the password, set up, and looked after by its owner."""

import base64
from collections.abc import Sequence
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.contrib.auth import logout
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from unfold.widgets import BASE_INPUT_CLASSES

from core import actors, qr_codes
from core.accounts import one_time_codes
from core.accounts.models import Person
from core.accounts.services import passwords, second_factors
from core.administration import signing_in
from core.errors import Invalid, Refusal, TooMany
from core.limits import meters
from core.limits.askers import Asker
from core.limits.policies import PASSWORD
from core.municipalities.models import Region

STYLE = {"class": " ".join(BASE_INPUT_CLASSES)}


class CodeForm(forms.Form):
    """One code, of the app or for recovery; the service says whether it fits."""

    code = forms.CharField(
        label=gettext_lazy("One-time code"),
        max_length=40,
        widget=forms.TextInput(
            attrs={**STYLE, "autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}
        ),
    )

    def refuse(self, refusal: Refusal) -> None:
        sentence = signing_in.too_many(refusal) if isinstance(refusal, TooMany) else str(refusal.detail)
        self.add_error("code", ValidationError(sentence))


class PasswordForm(forms.Form):
    password = forms.CharField(
        label=gettext_lazy("Password"),
        max_length=200,
        strip=False,
        widget=forms.PasswordInput(attrs={**STYLE, "autocomplete": "current-password"}),
    )


def page(request: HttpRequest) -> HttpResponse:
    """After the password the second step; for who is in, what they have."""
    person = signing_in.candidate(request)
    if person is not None:
        return _ask(request, person)
    if admin.site.has_permission(request):
        return _look_after(request, request.user)  # type: ignore[arg-type]
    return HttpResponseRedirect(reverse("admin:login"))


def set_up(request: HttpRequest) -> HttpResponse:
    """The QR code and the first one-time code. Only a moment after the password, and only who has none yet."""
    person = signing_in.candidate(request)
    if person is None or second_factors.of(person) is not None:
        return HttpResponseRedirect(reverse("admin:second-factor"))
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            codes = second_factors.confirm(person, form.cleaned_data["code"], by=actors.person(person))
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            entered = signing_in.finish(request, person, factor=second_factors.of(person))
            return _show_codes(request, codes, after=entered)
    # The secret stays while somebody mistypes; opening the page anew makes a new one.
    secret = (second_factors.waiting_secret(person) if form.is_bound else None) or second_factors.begin(person)
    region = Region.objects.first()
    address = one_time_codes.address(secret, account=person.email, issuer=region.name if region else "Partheland")
    picture = base64.b64encode(qr_codes.png(address)).decode()
    return _render(request, "set_up", _("Set up the second factor"), form=form, picture=picture,
                   address=address, secret=one_time_codes.spelled(secret))  # fmt: skip


def _ask(request: HttpRequest, person: Person) -> HttpResponse:
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        device_id = signing_in.known_device(request, email=person.email)
        try:
            factor = second_factors.check(person, form.cleaned_data["code"], device_id=device_id)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            return signing_in.finish(request, person, factor=factor)
    return _render(request, "ask", _("Second factor"), form=form)


def _look_after(request: HttpRequest, person: Person) -> HttpResponse:
    factor = second_factors.of(person)
    if factor is None:
        return _offer(request, person)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        code, by = form.cleaned_data["code"], actors.person(person)
        try:
            if request.POST.get("act") == "renew":
                return _show_codes(request, second_factors.renew_recovery_codes(person, code, by=by))
            second_factors.remove(person, code, by=by)
        except Refusal as refusal:
            form.refuse(refusal)
        else:
            logout(request)
            return signing_in.await_second_factor(request, person, after=reverse("admin:index"))
    return _render(request, "look_after", _("Second factor"), form=form, left=factor.recovery_codes.count(),
                   confirmed_at=factor.confirmed_at)  # fmt: skip


def _offer(request: HttpRequest, person: Person) -> HttpResponse:
    """Where it is not required: the password once more, then set it up."""
    form = PasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            meters.count(PASSWORD, Asker(network="", account=str(person.pk)))
            passwords.confirm(person, form.cleaned_data["password"], pointer="/password")
        except TooMany as refusal:
            form.add_error("password", signing_in.too_many(refusal))
        except Invalid as refusal:
            form.add_error("password", str(refusal.errors[0].detail))
        else:
            return signing_in.await_second_factor(request, person, after=reverse("admin:index"))
    return _render(request, "offer", _("Second factor"), form=form)


def _show_codes(request: HttpRequest, codes: Sequence[str], *, after: HttpResponse | None = None) -> HttpResponse:
    """The recovery codes, this once; with the cookies of the answer that let the person in."""
    response = _render(request, "recovery_codes", _("Your recovery codes"), codes=codes,
                       next=after.url if after else reverse("admin:index"))  # type: ignore[attr-defined]  # fmt: skip
    if after is not None:
        response.cookies = after.cookies
        messages.success(request, _("The second factor is set up."))
    return response


def _render(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    shared = admin.site.each_context(request)
    return TemplateResponse(request, f"admin/second_factor/{template}.html", {**shared, "title": title, **context})
