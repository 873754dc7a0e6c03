"""The letters about an account; each is written when it is sent, from what is true by then."""

import uuid
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import tokens
from core.accounts.models import PasswordToken, PendingSignUp, Person, SignUpToken
from core.mail.letters import Block, Letter, Link, writes
from core.municipalities.models import Region

VERIFY_WITHIN = timedelta(hours=24)
RESET_WITHIN = timedelta(hours=1)


@writes("sign_up_verify")
def verify(sign_up_id: uuid.UUID) -> Letter | None:
    sign_up = PendingSignUp.objects.filter(pk=sign_up_id).first()
    if sign_up is None:
        return None
    expires_at = timezone.now() + VERIFY_WITHIN
    token = tokens.mint(SignUpToken, purpose=SignUpToken.VERIFY, expires_at=expires_at, sign_up=sign_up)
    return _letter(
        sign_up,
        greeting=_("Hello,"),  # the name is not proven: a stranger may have typed anything into it
        subject=_("Please confirm your address"),
        blocks=[
            _("thank you for signing up. Please confirm your address with this link; then your account is ready:"),
            Link(_("Confirm address"), _page("verify-email", token)),
            _hours(VERIFY_WITHIN),
            _(
                "Did you not sign up? Then please do not use the link and ignore this mail: without confirmation there "
                "will be no account, and the details are deleted."
            ),
        ],
    )


@writes("account_known")
def already_known(person_id: uuid.UUID) -> Letter | None:
    person = _active(person_id)
    if person is None:
        return None
    return _letter(
        person,
        subject=_("You already have an account"),
        blocks=[
            _(
                "somebody, probably you, has signed up with this address. Your account exists already: you can sign in "
                "in the app as before. If you have forgotten your password, set a new one with this link:"
            ),
            Link(_("Set a new password"), _page("password-reset", _reset_token(person))),
            _hours(RESET_WITHIN),
            _("Was it not you? Then you need not do anything; nothing has changed."),
        ],
    )


@writes("password_reset")
def reset(person_id: uuid.UUID) -> Letter | None:
    person = _active(person_id)
    if person is None:
        return None
    return _letter(
        person,
        subject=_("Set a new password"),
        blocks=[
            _("somebody, probably you, has asked for a new password. You can set it with this link:"),
            Link(_("Set a new password"), _page("password-reset", _reset_token(person))),
            _hours(RESET_WITHIN),
            _("Was it not you? Then you need not do anything; your password stays as it is."),
        ],
    )


@writes("password_changed")
def changed(person_id: uuid.UUID) -> Letter | None:
    person = _active(person_id)
    if person is None:
        return None
    return _letter(
        person,
        subject=_("Your password was changed"),
        blocks=[
            _("the password of your account has just been changed. Other devices were signed out."),
            _(
                "Was it not you? Then please choose “Forgot your password?” in the app at once: the link in the mail "
                "that follows lets you set a new one and signs everybody else out."
            ),
        ],
    )


def _active(person_id: uuid.UUID) -> Person | None:
    return Person.objects.filter(pk=person_id, is_active=True).first()


def _letter(to: PendingSignUp | Person, *, subject: str, blocks: list[Block], greeting: str = "") -> Letter:
    region = Region.objects.first()
    return Letter(
        to=to.email,
        subject=subject,
        greeting=greeting or _("Hello %(name)s,") % {"name": to.display_name},
        blocks=blocks,
        sender_name=region.name if region else "",
        reply_to=region.email if region else "",
    )


def _reset_token(person: Person) -> str:
    expires_at = timezone.now() + RESET_WITHIN
    return tokens.mint(PasswordToken, purpose=PasswordToken.RESET, expires_at=expires_at, person=person)


def _hours(period: timedelta) -> str:
    hours = period // timedelta(hours=1)
    text = ngettext("The link is valid for %(count)s hour.", "The link is valid for %(count)s hours.", hours)
    return text % {"count": hours}


def _page(act: str, token: str) -> str:
    return f"{settings.PUBLIC_URL}/auth/{act}?{urlencode({'token': token})}"
