"""What a person has been told, in the app."""

import uuid

from django.utils import timezone

from core.accounts.models import Person
from core.errors import Missing
from core.notifications.models import Notification, NotificationQuerySet


def of(person: Person) -> NotificationQuerySet:
    """All that the person's list shows."""
    return Notification.objects.in_app().filter(person=person)


def mark(notification_id: uuid.UUID, *, person: Person, is_read: bool) -> Notification:
    """Note that the person has read it, or wants it unread again. Repeating it changes nothing. Raises Missing."""
    theirs = of(person).filter(pk=notification_id)
    theirs.filter(read_at__isnull=is_read).update(read_at=timezone.now() if is_read else None)
    notification = theirs.first()
    if notification is None:
        raise Missing
    return notification
