"""Keys of municipal sites: they read much, write for one organization, and sign in nobody."""

from datetime import datetime
from typing import Self

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.models import EditorialModel
from core.municipalities.models import Organization


class Scope(models.TextChoices):
    """What a key opens; written as OAuth scopes are (RFC 6749 3.3)."""

    READ = "read", _("Read, within higher limits")
    EVENTS_WRITE = "events:write", _("Write events")
    NEWS_WRITE = "news:write", _("Write news")
    CHECKIN = "checkin", _("Check participants in")


class SiteKeyQuerySet(models.QuerySet["SiteKey"]):
    def valid(self, now: datetime) -> Self:
        """Neither revoked nor expired."""
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now), revoked_at__isnull=True)


class SiteKey(EditorialModel):
    """A key by the SHA-256 of its 256 random bits; `prefix` is its beginning, to tell keys apart."""

    organization = models.ForeignKey(
        Organization, models.PROTECT, related_name="site_keys", verbose_name=_("organization")
    )
    label = models.CharField(_("used by"), max_length=100, help_text=_("For example: web site of the town"))
    prefix = models.CharField(_("begins with"), max_length=12, editable=False)
    digest = models.BinaryField(max_length=32, unique=True, editable=False)
    scopes = ArrayField(models.CharField(max_length=12, choices=Scope.choices), verbose_name=_("may"))
    expires_at = models.DateTimeField(_("expires at"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, editable=False)
    # At most once an hour: whoever asks whether a key is still in use needs no more, and reads stay reads.
    last_used_at = models.DateTimeField(_("last used at"), null=True, editable=False)
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("created by")
    )

    objects = SiteKeyQuerySet.as_manager()

    class Meta:
        verbose_name = _("site key")
        verbose_name_plural = _("site keys")
        constraints = [
            models.CheckConstraint(
                name="accounts_site_key_known_scopes",
                condition=Q(scopes__contained_by=Scope.values) & Q(scopes__len__gt=0),
            )
        ]

    def __str__(self) -> str:
        return f"{self.label} ({self.prefix}…)"
