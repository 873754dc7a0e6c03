"""What clerks wrote to the participants of an event."""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.models import PersonalModel
from events.models.event import Event


class ParticipantMessage(PersonalModel):
    """One text for all registrations that were in one of `states` when it was sent, each with a letter of its own."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="messages", verbose_name=_("event"))
    subject = models.CharField(_("subject"), max_length=150)
    text = models.TextField(_("text"), max_length=5000)
    states = ArrayField(models.CharField(max_length=11), verbose_name=_("to"))
    recipients = models.PositiveIntegerField(_("recipients"))
    sent_at = models.DateTimeField(_("sent at"), default=timezone.now)
    sent_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+", verbose_name=_("sent by")
    )

    class Meta:
        verbose_name = _("message to participants")
        verbose_name_plural = _("messages to participants")
        constraints = [
            models.CheckConstraint(name="events_message_reached_somebody", condition=models.Q(recipients__gte=1))
        ]

    def __str__(self) -> str:
        return self.subject
