"""What an event said of itself before a change: for the letter that tells old and new."""

from django.db import models

from core.models import EditorialModel
from events.models.event import Event


class EventChange(EditorialModel):
    """One change of what people have noted in their calendars; the outbox holds ids only, so the old facts stand here.

    `before` are title, moments, place and status as they were, by the names in `events.changed_facts`.
    """

    event = models.ForeignKey(Event, models.CASCADE, related_name="told_changes")
    before = models.JSONField()
