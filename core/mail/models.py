"""The outbox: which letter goes out about which objects, and what became of it."""

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import PersonalModel


class OutgoingMail(PersonalModel):
    """One letter to one person. It holds ids only: address, text and tokens are made when it is sent."""

    class Status(models.TextChoices):
        QUEUED = "queued", _("Queued")
        SENT = "sent", _("Sent")
        OBSOLETE = "obsolete", _("No longer needed")
        FAILED = "failed", _("Failed")

    letter = models.CharField(_("letter"), max_length=60)
    language = models.CharField(_("language"), max_length=5)
    ids = models.JSONField(_("objects"))
    status = models.CharField(_("status"), max_length=8, choices=Status.choices, default=Status.QUEUED)
    settled_at = models.DateTimeField(_("settled at"), null=True)
    failure = models.CharField(_("failure"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("outgoing mail")
        verbose_name_plural = _("outgoing mails")
        indexes = [models.Index(fields=["status", "created_at"], name="mail_outgoing_status")]
        constraints = [
            models.CheckConstraint(
                name="mail_outgoing_settled_has_moment",
                condition=models.Q(status="queued", settled_at__isnull=True)
                | (~models.Q(status="queued") & models.Q(settled_at__isnull=False)),
            )
        ]

    def __str__(self) -> str:
        return f"{self.letter} ({self.status})"

    def settle(self, status: Status, failure: str = "") -> None:
        """Note what became of it."""
        self.status, self.failure, self.settled_at = status, failure[:100], timezone.now()
        self.save(update_fields=["status", "failure", "settled_at"])
