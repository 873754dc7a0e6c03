"""Roles: what a person does for an organization; and the invitations that lead to one."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from core.models import LinkToken, PersonalModel
from core.municipalities.models import Organization


class Role(models.TextChoices):
    """Roles add up, and none includes another (docs/adr/0010-roles.md)."""

    EDITOR = "editor", _("Editor: events, news, participants")
    MODERATOR = "moderator", _("Moderator: ideas and comments")
    MANAGER = "manager", _("Manager: people, site keys, audit")


class Membership(PersonalModel):
    """One role of one person in one organization; who has several does all of it."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships", verbose_name=_("person")
    )
    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="memberships", verbose_name=_("organization")
    )
    role = models.CharField(_("role"), max_length=9, choices=Role.choices)

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        constraints = [
            models.UniqueConstraint(name="accounts_membership_once", fields=["person", "organization", "role"])
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.organization}: {self.get_role_display()}"


class Invitation(PersonalModel):
    """A role offered to whoever reads an address; it goes when it is accepted, taken back or too old."""

    email = models.EmailField(_("e-mail"))
    organization = models.ForeignKey(
        Organization, models.CASCADE, related_name="invitations", verbose_name=_("organization")
    )
    role = models.CharField(_("role"), max_length=9, choices=Role.choices)
    language = models.CharField(_("language"), max_length=5, default="de")
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("invited by")
    )

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(name="accounts_invitation_once", fields=["email", "organization", "role"]),
            models.CheckConstraint(name="accounts_invitation_email_is_lower", condition=models.Q(email=Lower("email"))),
        ]

    def __str__(self) -> str:
        return f"{self.email}, {self.organization}: {self.get_role_display()}"


class InvitationToken(LinkToken):
    """Proves the mailbox that was invited, once."""

    ACCEPT = "accept"

    invitation = models.ForeignKey(Invitation, models.CASCADE, related_name="tokens")
