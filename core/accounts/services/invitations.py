"""Inviting people to a role by mail, and accepting it by the link: with the account one has, or a new one."""

import uuid

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import actors, names, tokens
from core.accounts import roles
from core.accounts.models import Invitation, InvitationToken, Membership, PendingSignUp, Person, Role
from core.accounts.models.person import normalize_email
from core.accounts.services import memberships, passwords
from core.actors import Act, Actor
from core.audit.record import record
from core.errors import FieldError, Invalid, Missing, Refusal
from core.mail import outbox
from core.municipalities.models import Organization
from core.privacy import rights


def why_not_invite(email: str, organization: Organization, role: str) -> Refusal | None:
    """Why nobody needs to be invited to this."""
    known = Membership.objects.filter(person__email=email, organization=organization, role=role)
    return memberships.HasRoleAlready() if known.exists() else None


def invite(*, email: str, organization: Organization, role: Role, language: str, by: Actor) -> Invitation:
    """Have a link mailed that leads to the role; again, and the time to accept begins anew.

    Raises NotEntrusted, HasRoleAlready.
    """
    roles.require(by, Act.MANAGE, organization.pk)
    email = normalize_email(email)
    if refusal := why_not_invite(email, organization, role):
        raise refusal
    with transaction.atomic():
        invitation, _is_new = Invitation.objects.update_or_create(
            email=email, organization=organization, role=role,
            defaults={"language": language, "invited_by_id": by.person_id, "created_at": timezone.now()},
        )  # fmt: skip
        record("invitation.sent", invitation, by=by, role=role)
        outbox.queue("invitation", language=language, invitation_id=invitation.pk)
    return invitation


def take_back(invitation_id: uuid.UUID, *, by: Actor) -> None:
    """End an invitation; its link leads nowhere any more. Raises Missing, NotEntrusted."""
    with transaction.atomic():
        invitation = Invitation.objects.select_for_update().filter(pk=invitation_id).first()
        if invitation is None:
            raise Missing
        roles.require(by, Act.MANAGE, invitation.organization_id)
        record("invitation.taken_back", invitation, by=by, role=invitation.role)
        invitation.delete()


def pending(token: str) -> tuple[Invitation, Person | None]:
    """What a mail's link leads to, and the account that has the address. Raises LinkExpired."""
    row = tokens.find(InvitationToken, token, purpose=InvitationToken.ACCEPT)
    invitation = Invitation.objects.select_related("organization").get(pk=row.invitation_id)
    person = Person.objects.filter(email=invitation.email).first()
    if person is not None and not person.is_active:
        raise tokens.LinkExpired
    return invitation, person


def accept(token: str, *, display_name: str = "", password: str = "") -> Membership:
    """Take on the role; the link proves the mailbox. Who has no account gets one of this name and password.

    Works once. Raises LinkExpired; Invalid (a new account needs both, and a good password).
    """
    invitation, known = pending(token)
    hashed = "" if known else _checked(invitation, display_name=display_name, password=password)
    with transaction.atomic():
        # The account is locked before all that belongs to it, as in every verb about an account.
        person = Person.objects.select_for_update(no_key=True).filter(email=invitation.email).first()
        if not Invitation.objects.select_for_update().filter(pk=invitation.pk).exists():
            raise tokens.LinkExpired
        if person is None or not person.is_active:
            person = _create(invitation, display_name=display_name, hashed=hashed)
        record("invitation.accepted", invitation, by=actors.person(person), role=invitation.role)
        role = Role(invitation.role)
        membership = memberships.give(person, invitation.organization, role, by=actors.person(person))
        invitation.delete()
    return membership


def _checked(invitation: Invitation, *, display_name: str, password: str) -> str:
    """The hash of a good password for a new account."""
    missing = [name for name, value in (("display_name", display_name), ("password", password)) if not value]
    if missing:
        sentence = _("You have no account yet. Please choose a name and a password.")
        raise Invalid([FieldError(f"/{name}", "required", sentence) for name in missing])
    names.check(display_name, pointer="/display_name")
    passwords.check(password, email=invitation.email, display_name=display_name)
    return make_password(password)


def _create(invitation: Invitation, *, display_name: str, hashed: str) -> Person:
    if not hashed:  # the account has gone since the link was opened
        raise tokens.LinkExpired
    try:
        with transaction.atomic():
            person = Person.objects.create(
                email=invitation.email, email_verified_at=timezone.now(), password=hashed, display_name=display_name,
                language=invitation.language,
            )  # fmt: skip
    except IntegrityError as taken:
        raise tokens.LinkExpired from taken
    PendingSignUp.objects.filter(email=person.email).delete()
    record("account.created", person, by=actors.person(person))
    rights.adopt(person)
    return person
