"""What a person has been told, in the app."""

import uuid

from django.db.models import Q
from django.utils import timezone

from core.accounts.models import Person
from core.errors import Missing
from core.notifications import notifying
from core.notifications.models import Notification, NotificationQuerySet

MOST_COUNTED = 100


def of(person: Person) -> NotificationQuerySet:
    """All that the person's list shows."""
    return Notification.objects.in_app().filter(person=person)


def unread(person: Person) -> int:
    """How many the person's list shows that were not read, at most MOST_COUNTED: more is “many”."""
    rows = list(of(person).filter(read_at__isnull=True).order_by("-created_at", "-id")[:MOST_COUNTED])
    words = notifying.in_words(rows)
    return sum(row.event_id in words for row in rows)


def mark_up_to(notification_id: uuid.UUID, *, person: Person) -> None:
    """Note that the person has read it and all that came before. Repeating it changes nothing. Raises Missing."""
    newest = of(person).filter(pk=notification_id).first()
    if newest is None:
        raise Missing
    earlier = Q(created_at__lt=newest.created_at) | Q(created_at=newest.created_at, pk__lte=newest.pk)
    of(person).filter(earlier, read_at__isnull=True).update(read_at=timezone.now())


def mark(notification_id: uuid.UUID, *, person: Person, is_read: bool) -> Notification:
    """Note that the person has read it, or wants it unread again. Repeating it changes nothing. Raises Missing."""
    theirs = of(person).filter(pk=notification_id)
    theirs.filter(read_at__isnull=is_read).update(read_at=timezone.now() if is_read else None)
    notification = theirs.first()
    if notification is None:
        raise Missing
    return notification
