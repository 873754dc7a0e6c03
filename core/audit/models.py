"""The audit's tables: who did what, and what a change has replaced."""

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.municipalities.models import Organization


class AuditEntry(models.Model):
    """Who did what to which object. `details` hold codes and numbers, never personal content."""

    at = models.DateTimeField(_("at"), default=timezone.now, db_index=True)
    act = models.CharField(_("act"), max_length=60)
    actor_kind = models.CharField(_("kind of actor"), max_length=10)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("actor")
    )
    # The key a municipal site acted with.
    site_key = models.ForeignKey(
        "accounts.SiteKey", models.PROTECT, null=True, related_name="+", verbose_name=_("site key")
    )
    # Whose trail it belongs to: the organization of the object, or for which the actor acted.
    organization = models.ForeignKey(
        Organization, models.PROTECT, null=True, related_name="+", verbose_name=_("organization")
    )
    subject_type = models.CharField(_("kind of object"), max_length=60)
    subject_id = models.CharField(_("object"), max_length=40)
    details = models.JSONField(_("details"), default=dict)

    class Meta:
        verbose_name = _("audit entry")
        verbose_name_plural = _("audit entries")
        indexes = [
            models.Index(fields=["subject_type", "subject_id", "at"], name="audit_entry_subject"),
            models.Index(fields=["organization", "at"], name="audit_entry_organization"),
        ]

    def __str__(self) -> str:
        return f"{self.act} {self.subject_type} {self.subject_id}"


class Version(models.Model):
    """What an object said before a change. It goes with the change's entry, and has no other end."""

    entry = models.OneToOneField(AuditEntry, models.CASCADE, primary_key=True, related_name="version")
    contents = models.JSONField()

    class Meta:
        verbose_name = _("former version")
        verbose_name_plural = _("former versions")

    def __str__(self) -> str:
        return str(self.entry)
