"""Sign-ups that wait for their mailbox, and the links of the mails about accounts."""

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from core.models import LinkToken, PersonalModel
from core.municipalities.models import Municipality


class PendingSignUp(PersonalModel):
    """What somebody typed to get an account; nobody yet, until the link in the mail proves the mailbox.

    Each sign-up is a row of its own: the link makes the account from exactly what was typed with it, so that a
    stranger's password never slips under the owner's click.
    """

    email = models.EmailField(_("e-mail"))
    password = models.CharField(_("password"), max_length=128)
    display_name = models.CharField(_("display name"), max_length=100)
    municipality = models.ForeignKey(
        Municipality, models.SET_NULL, null=True, blank=True, verbose_name=_("municipality"), related_name="+"
    )
    language = models.CharField(_("language"), max_length=5, default="de")

    class Meta:
        verbose_name = _("pending sign-up")
        verbose_name_plural = _("pending sign-ups")
        indexes = [models.Index(fields=["email"], name="accounts_sign_up_email")]
        constraints = [
            models.CheckConstraint(name="accounts_sign_up_email_is_lower", condition=models.Q(email=Lower("email")))
        ]

    def __str__(self) -> str:
        return self.display_name


class SignUpToken(LinkToken):
    """Proves the mailbox of a sign-up, once."""

    VERIFY = "verify"

    sign_up = models.ForeignKey(PendingSignUp, models.CASCADE, related_name="tokens")


class PasswordToken(LinkToken):
    """Lets the owner of the mailbox set a new password, once."""

    RESET = "reset"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="password_tokens")
