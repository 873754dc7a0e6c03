"""The letters about an account; each is written when it is sent, from what is true by then."""

import uuid
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core import tokens
from core.accounts.models import (
    EmailChange,
    EmailChangeToken,
    Invitation,
    InvitationToken,
    PasswordToken,
    PendingSignUp,
    Person,
    SignUpToken,
)
from core.mail.letters import Block, Facts, Letter, Link, writes
from core.municipalities.models import Region

VERIFY_WITHIN = timedelta(hours=24)
RESET_WITHIN = timedelta(hours=1)
# As long as an invitation is kept (core.privacy.retention).
ACCEPT_WITHIN = timedelta(days=14)


@writes("sign_up_verify")
def verify(sign_up_id: uuid.UUID) -> Letter | None:
    """For a known address it tells the owner of the account instead: this is the one place where that is decided."""
    sign_up = PendingSignUp.objects.filter(pk=sign_up_id).first()
    if sign_up is None:
        return None
    owner = Person.objects.filter(email=sign_up.email).first()
    if owner is not None:
        return _already_known(owner) if owner.is_active else None
    expires_at = timezone.now() + VERIFY_WITHIN
    token = tokens.mint(SignUpToken, purpose=SignUpToken.VERIFY, expires_at=expires_at, sign_up=sign_up)
    return letter_to(
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


def _already_known(person: Person) -> Letter:
    return letter_to(
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
    person = active(person_id)
    if person is None:
        return None
    return letter_to(
        person,
        subject=_("Set a new password"),
        blocks=[
            _("somebody, probably you, has asked for a new password. You can set it with this link:"),
            Link(_("Set a new password"), _page("password-reset", _reset_token(person))),
            _hours(RESET_WITHIN),
            _("Was it not you? Then you need not do anything; your password stays as it is."),
        ],
    )


@writes("email_change_confirm")
def confirm_change(email_change_id: uuid.UUID) -> Letter | None:
    """Where another account has the address by then, its owner is told, and gets no link."""
    change = EmailChange.objects.select_related("person").filter(pk=email_change_id, confirmed_at=None).first()
    if change is None or not change.person.is_active:
        return None
    if Person.objects.filter(email=change.new_email).exists():
        return _address_in_use(change)
    expires_at = timezone.now() + VERIFY_WITHIN
    token = tokens.mint(EmailChangeToken, purpose=EmailChangeToken.CONFIRM, expires_at=expires_at, email_change=change)
    return letter_to(
        change.person,
        address=change.new_email,
        greeting=_("Hello,"),  # a mistyped address is a stranger's, who need not learn the name
        subject=_("Please confirm your new address"),
        blocks=[
            _("you wish to use this address for your account from now on. Please confirm it with this link:"),
            Link(_("Confirm new address"), _page("email-change", token)),
            _hours(VERIFY_WITHIN),
            _("Was it not you? Then please ignore this mail: without confirmation nothing changes."),
        ],
    )


def _address_in_use(change: EmailChange) -> Letter:
    return letter_to(
        change.person,
        address=change.new_email,
        greeting=_("Hello,"),
        subject=_("This address has an account already"),
        blocks=[
            _(
                "somebody, probably you, wants to use this address for another account. It has an account of its own "
                "already, so nothing has changed. You can sign in to that account in the app. If you have forgotten "
                "its password, please choose “Forgot your password?” there."
            ),
            _("If you want to use the address for the other account, please delete this one in the app first."),
        ],
    )


@writes("invitation")
def invitation(invitation_id: uuid.UUID) -> Letter | None:
    """Where the person has an account already, the letter says that nothing new has to be made."""
    invited = Invitation.objects.select_related("organization", "invited_by").filter(pk=invitation_id).first()
    if invited is None:
        return None
    expires_at = timezone.now() + ACCEPT_WITHIN
    token = tokens.mint(InvitationToken, purpose=InvitationToken.ACCEPT, expires_at=expires_at, invitation=invited)
    organization, role = invited.organization.name, invited.get_role_display()
    facts = [(_("Organization"), organization), (_("Role"), role)]
    if invited.invited_by:
        facts.append((_("Invited by"), invited.invited_by.display_name))
    is_known = Person.objects.filter(email=invited.email).exists()
    return letter_to(
        invited,
        greeting=_("Hello,"),
        subject=_("Invitation: work for %(organization)s") % {"organization": organization},
        blocks=[
            _("you are invited to work with this service for %(organization)s.") % {"organization": organization},
            Facts(facts),
            _("With this link you accept; you keep the account and the password that you have:")
            if is_known
            else _("With this link you accept, and choose a password for your new account:"),
            Link(_("Accept the invitation"), _page("invitation", token)),
            ngettext(
                "The link is valid for %(count)s day.", "The link is valid for %(count)s days.", ACCEPT_WITHIN.days
            )
            % {"count": ACCEPT_WITHIN.days},
            _("Is this not meant for you? Then please ignore this mail; nothing happens."),
        ],
    )


def active(person_id: uuid.UUID) -> Person | None:
    return Person.objects.filter(pk=person_id, is_active=True).first()


def letter_to(
    to: PendingSignUp | Person | Invitation, *, subject: str, blocks: list[Block], greeting: str = "", address: str = ""
) -> Letter:
    """A letter from the region's office, to `address` where it is not the one the account has."""
    region = Region.objects.first()
    return Letter(
        to=address or to.email,
        subject=subject,
        greeting=greeting or _("Hello %(name)s,") % {"name": getattr(to, "display_name", "")},
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
