"""What the nights have done, in numbers only; and who asks what is stored under an address."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.models import LinkToken, PersonalModel


class RetentionRun(models.Model):
    """One time that the table of core.privacy.retention was carried out."""

    started_at = models.DateTimeField(_("started at"))
    # None while it runs, and for good where the process was killed: the next night does what is left.
    finished_at = models.DateTimeField(_("finished at"), null=True)
    # By the key of the period: how many rows were deleted or emptied.
    counts = models.JSONField(_("what is gone"), default=dict)
    failed = ArrayField(models.CharField(max_length=40), verbose_name=_("failed"), default=list)

    class Meta:
        verbose_name = _("nightly deletion")
        verbose_name_plural = _("nightly deletions")
        indexes = [models.Index(fields=["-started_at"], name="privacy_run_started")]
        constraints = [
            models.CheckConstraint(
                name="privacy_run_ends_after_start",
                condition=Q(finished_at__isnull=True) | Q(finished_at__gte=F("started_at")),
            )
        ]

    def __str__(self) -> str:
        return self.started_at.isoformat()


class DataRequest(PersonalModel):
    """Somebody asks what is stored under an address; the link that proves it is theirs goes there by mail."""

    email = models.EmailField()

    def __str__(self) -> str:
        return str(self.pk)


class DataRequestToken(LinkToken):
    """The link. Whoever holds it sees and erases everything under the address, until it expires."""

    OPEN = "open"

    request = models.ForeignKey(DataRequest, models.CASCADE, related_name="tokens")


class StoredExport(PersonalModel):
    """Everything about a person with much of it, put together by the worker; sealed, and gone after a day."""

    person = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    finished_at = models.DateTimeField(null=True)
    sealed = models.BinaryField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="privacy_export_finished_is_there",
                condition=Q(finished_at__isnull=True, sealed__isnull=True)
                | Q(finished_at__isnull=False, sealed__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)
