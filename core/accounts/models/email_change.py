"""Changes of an account's address: they wait until the link in the new mailbox proves it."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from core.accounts.models.session import Session
from core.models import LinkToken, PersonalModel


class EmailChange(PersonalModel):
    """Which address is to follow which. It outlives its confirmation, for the old address must still be told."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="email_changes")
    # Who asked stays signed in when the others are signed out.
    session = models.ForeignKey(Session, models.SET_NULL, null=True, related_name="+")
    old_email = models.EmailField(_("old e-mail"))
    new_email = models.EmailField(_("new e-mail"))
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)

    class Meta:
        verbose_name = _("change of address")
        verbose_name_plural = _("changes of address")
        constraints = [
            models.CheckConstraint(
                name="accounts_email_change_email_is_lower", condition=models.Q(new_email=Lower("new_email"))
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class EmailChangeToken(LinkToken):
    """Proves the new mailbox, once."""

    CONFIRM = "confirm"

    email_change = models.ForeignKey(EmailChange, models.CASCADE, related_name="tokens")
