"""Sign-ins: one session per device, and the refresh tokens that keep it alive, each used once."""

import uuid
from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import PersonalModel

# A sign-in that nobody has refreshed for this long is over.
REFRESH_LIFETIME = timedelta(days=60)


class EndReason(models.TextChoices):
    SIGNED_OUT = "signed_out", _("Signed out")
    REVOKED = "revoked", _("Ended from another device")
    REUSED = "reused", _("A refresh token was used twice")
    PASSWORD_CHANGED = "password_changed", _("Password changed")
    EMAIL_CHANGED = "email_changed", _("E-mail address changed")
    ROLE_CHANGED = "role_changed", _("Role changed")
    FACTOR_RESET = "factor_reset", _("Second factor reset")
    DEACTIVATED = "deactivated", _("Account deactivated")


class SessionQuerySet(models.QuerySet["Session"]):
    def open(self) -> Self:
        """Sessions whose tokens count: not ended, and of somebody who may sign in."""
        return self.filter(ended_at__isnull=True, person__is_active=True)

    def used_since(self, moment: datetime) -> Self:
        """Sessions whose newest refresh token was issued since then."""
        return self.filter(last_used_at__gt=moment)

    def lasting(self, now: datetime) -> Self:
        """Sign-ins that are not over: open, and refreshed within REFRESH_LIFETIME."""
        return self.open().used_since(now - REFRESH_LIFETIME)


class Session(PersonalModel):
    """A sign-in on one device. All its tokens die with it: at sign-out, reuse, a new password, address or role."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="sessions")
    device_name = models.CharField(_("device"), max_length=100, blank=True)
    last_used_at = models.DateTimeField(_("last used at"), default=timezone.now)
    ended_at = models.DateTimeField(_("ended at"), null=True)
    end_reason = models.CharField(_("reason"), max_length=16, choices=EndReason.choices, blank=True)

    objects = SessionQuerySet.as_manager()

    class Meta:
        verbose_name = _("session")
        verbose_name_plural = _("sessions")
        constraints = [
            models.CheckConstraint(
                name="accounts_session_ended_has_reason",
                condition=Q(ended_at__isnull=True, end_reason="") | (Q(ended_at__isnull=False) & ~Q(end_reason="")),
            )
        ]

    def __str__(self) -> str:
        return self.device_name or str(self.pk)


class RefreshToken(models.Model):
    """A refresh token by its `jti`: the token is not stored, and without our key nobody can make it from this."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    session = models.ForeignKey(Session, models.CASCADE, related_name="refresh_tokens")
    predecessor = models.OneToOneField("self", models.SET_NULL, null=True, related_name="successor")
    issued_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    # SHA-256 of the Idempotency-Key it was used with: who repeats that request gets the successor again.
    used_with = models.BinaryField(max_length=32, null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                name="accounts_refresh_token_one_unused", fields=["session"], condition=Q(used_at__isnull=True)
            ),
            models.CheckConstraint(
                name="accounts_refresh_token_key_only_when_used",
                condition=Q(used_with__isnull=True) | Q(used_at__isnull=False),
            ),
        ]
