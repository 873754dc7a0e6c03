"""Accounts by mail link: proving an address, old or new, setting a password. The GET shows, the button's POST acts.

The links work once; nobody is signed in by these pages, as that happens in the app.
"""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from core.accounts.models.person import normalize_email
from core.accounts.services import accounts, addresses, invitations, passwords
from core.errors import Invalid
from core.limits import meters, networks
from core.limits.askers import Asker
from core.limits.policies import MAIL
from core.tokens import LinkExpired
from pages.forms import ForgottenPasswordForm, NewAccountForm, NewPasswordForm
from pages.links import link_page, private_page, token_of
from pages.rendering import page

VERIFY_AGAIN = _(
    "It works once and for 24 hours. If you have used it already, simply sign in in the app. If not, please sign up "
    "there once more; then we send you a new one."
)
RESET_AGAIN = _(
    "It works once and for one hour. Please choose “Forgot your password?” in the app or where you sign in; then we "
    "send you a new one."
)

CHANGE_AGAIN = _(
    "It works once and for 24 hours. If you have used it already, simply sign in in the app with the new address. If "
    "not, please change the address there once more; then we send you a new one."
)
INVITE_AGAIN = _(
    "It works once and for 14 days, unless the invitation is taken back. If you have accepted it already, simply sign "
    "in. If not, please ask who invited you for another one."
)


@link_page
def verify_email(request: HttpRequest) -> HttpResponse:
    token = token_of(request)
    try:
        if request.method == "POST":
            accounts.verify_email(token)
            return page("auth/verified.html")
        sign_up = accounts.pending(token)
    except LinkExpired as refusal:
        return _expired(refusal, VERIFY_AGAIN)
    facts = [(_("Name"), sign_up.display_name), (_("E-mail address"), sign_up.email)]
    return page("auth/verify_email.html", facts=facts, token=token, action=request.path)


@link_page
def password_reset(request: HttpRequest) -> HttpResponse:
    """A password that is refused leaves the link usable."""
    token = token_of(request)
    try:
        person = passwords.of_reset_link(token)
        form = NewPasswordForm(request.POST if request.method == "POST" else None)
        if form.is_valid():
            try:
                passwords.reset(token, password=form.cleaned_data["password"])
            except Invalid as refusal:
                form.add_refusal(refusal)
            else:
                return page("auth/password_set.html")
    except LinkExpired as refusal:
        return _expired(refusal, RESET_AGAIN)
    status = 400 if form.errors else 200
    return page(
        "auth/password_reset.html", status=status, form=form, email=person.email, token=token, action=request.path
    )


@private_page
def forgotten_password(request: HttpRequest) -> HttpResponse:
    """For who has no app at hand: clerks, above all. Says the same whether or not the address is known."""
    form = ForgottenPasswordForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        email = normalize_email(form.cleaned_data["email"])
        meters.count(MAIL, Asker(network=networks.of(request.META), typed=email))
        passwords.request_reset(email)
        return page("auth/reset_requested.html", email=email)
    status = 400 if form.errors else 200
    return page("auth/forgotten_password.html", status=status, form=form, action=request.path)


@link_page
def email_change(request: HttpRequest) -> HttpResponse:
    token = token_of(request)
    try:
        if request.method == "POST":
            person = addresses.confirm_change(token)
            return page("auth/email_changed.html", email=person.email)
        change = addresses.pending_change(token)
    except LinkExpired as refusal:
        return _expired(refusal, CHANGE_AGAIN)
    facts = [(_("Address until now"), change.old_email), (_("New address"), change.new_email)]
    return page("auth/email_change.html", facts=facts, token=token, action=request.path)


@link_page
def invitation(request: HttpRequest) -> HttpResponse:
    """Who has an account only presses the button; who has none chooses name and password."""
    token = token_of(request)
    try:
        invited, person = invitations.pending(token)
        is_sent = request.method == "POST"
        form = None if person else NewAccountForm(request.POST if is_sent else None)
        if is_sent and (form is None or form.is_valid()):
            try:
                accepted = invitations.accept(token, **(form.cleaned_data if form else {}))
            except Invalid as refusal:
                if form is None:
                    raise
                form.add_refusal(refusal)
            else:
                return page("auth/invitation_accepted.html", membership=accepted)
    except LinkExpired as refusal:
        return _expired(refusal, INVITE_AGAIN)
    facts = [(_("Organization"), invited.organization.name), (_("Role"), invited.get_role_display())]
    status = 400 if form is not None and form.errors else 200
    return page(
        "auth/invitation.html", status=status, facts=facts, form=form, email=invited.email, token=token,
        action=request.path,
    )  # fmt: skip


def _expired(refusal: LinkExpired, sentence: object) -> HttpResponse:
    return page("error.html", status=410, title=refusal.title, sentence=sentence)
