"""Verbs about an existing event as a whole: publish it, withdraw it, call it off."""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.actors import Actor
from core.errors import Missing
from core.models import Publication
from events.models import Event, EventStatus
from events.services import editing


def publish(event_id: uuid.UUID, *, by: Actor) -> Event:
    """Make it public now, whatever moment it was scheduled for. Raises Missing, Invalid (on site without venue)."""
    return _change(event_id, by=by, publication=Publication.PUBLISHED)


def withdraw(event_id: uuid.UUID, *, by: Actor) -> Event:
    """Take it out of public view. Its registrations stay, and nobody is told. Raises Missing."""
    return _change(event_id, by=by, publication=Publication.WITHDRAWN)


def call_off(event_id: uuid.UUID, *, by: Actor) -> Event:
    """Cancel it: it stays visible as cancelled, its registrations end, and their people are told. Raises Missing."""
    return _change(event_id, by=by, status=EventStatus.CANCELLED)


def _change(event_id: uuid.UUID, *, by: Actor, **values: Any) -> Event:
    with transaction.atomic():
        event = Event.objects.select_for_update(no_key=True).filter(pk=event_id).first()
        if event is None:
            raise Missing
        for name, value in values.items():
            setattr(event, name, value)
        now = timezone.now()
        if event.publication == Publication.PUBLISHED and event.published_at and event.published_at > now:
            event.published_at = now
        return editing.save(
            event,
            municipalities=event.municipalities.all(),
            districts=event.districts.all(),
            topics=event.topics.all(),
            by=by,
        )
