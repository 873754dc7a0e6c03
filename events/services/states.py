"""Verbs about an existing event as a whole: publish it, withdraw it, call it off, bring back what it said before."""

import uuid
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.utils import timezone

from core.actors import Actor
from core.audit.record import record
from core.errors import Missing
from core.models import Publication
from core.uploads.models import Upload
from events.models import Event, EventStatus
from events.services import attachments, editing


def publish(event_id: uuid.UUID, *, by: Actor) -> Event:
    """Make it public now, whatever moment it was scheduled for. Raises Missing, Invalid (on site without venue)."""
    return _change(event_id, by=by, publication=Publication.PUBLISHED)


def withdraw(event_id: uuid.UUID, *, by: Actor) -> Event:
    """Take it out of public view. Its registrations stay, and nobody is told. Raises Missing."""
    return _change(event_id, by=by, publication=Publication.WITHDRAWN)


def call_off(event_id: uuid.UUID, *, by: Actor) -> Event:
    """Cancel it: it stays visible as cancelled, its registrations end, and their people are told. Raises Missing."""
    return _change(event_id, by=by, status=EventStatus.CANCELLED)


def restore(event_id: uuid.UUID, entry_id: int, *, check: Callable[[Event], None], by: Actor) -> Event:
    """Have it say again what it said before the change that an audit entry tells of; that is a change like any other.

    Whether it is public or called off stays as it is: those are acts of their own. `check` refuses who has not seen
    its present state. Raises Missing, also for the pattern of a series, NotEntrusted, Invalid.
    """
    with transaction.atomic():
        event, version = editing.VERSIONS.locked(event_id, entry_id, check=check)
        if event.is_pattern:
            raise Missing
        status = event.status
        related = editing.VERSIONS.put_back(event, version.contents)
        if EventStatus.CANCELLED in {status, event.status}:
            event.status = status
        event = editing.save(event, **related, by=by)
        titles = dict(version.contents["attachments"])
        documents = {str(one.pk): one for one in Upload.objects.filter(pk__in=titles)}
        attachments.put(event.pk, [(documents[key], titles[key]) for key in titles if key in documents], by=by)
        record("event.restored", event, by=by, at=version.entry.at.isoformat())
    return event


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
