"""A document that belongs to an event: the invitation, the agenda, the plan."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.uploads.models import Attachment
from events.models.event import Event


class EventAttachment(Attachment):
    """Each document once per event."""

    event = models.ForeignKey(Event, models.CASCADE, related_name="attachments", verbose_name=_("event"))

    class Meta(Attachment.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(name="events_attachment_once_per_event", fields=["event", "document"]),
        ]
