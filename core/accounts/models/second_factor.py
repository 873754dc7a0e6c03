"""The second factor of clerks: the one-time codes of an app, and recovery codes for when it is lost."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import PersonalModel


class SecondFactor(PersonalModel):
    """The secret that the person's app and we share (RFC 6238), encrypted. It counts once a code has confirmed it."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="second_factor")
    sealed_secret = models.BinaryField(max_length=100)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    # The time step of the last code that was taken: neither it nor an earlier one counts again (RFC 6238 5.2).
    last_step = models.BigIntegerField(null=True)

    class Meta:
        verbose_name = _("second factor")
        verbose_name_plural = _("second factors")
        constraints = [
            models.CheckConstraint(
                name="accounts_second_factor_confirmed_by_a_code",
                condition=Q(confirmed_at__isnull=True, last_step__isnull=True)
                | Q(confirmed_at__isnull=False, last_step__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class RecoveryCode(models.Model):
    """One code for when the app is lost; it goes when it is used. Its SHA-256 is enough for 80 random bits."""

    digest = models.BinaryField(primary_key=True, max_length=32, editable=False)
    second_factor = models.ForeignKey(SecondFactor, models.CASCADE, related_name="recovery_codes")
