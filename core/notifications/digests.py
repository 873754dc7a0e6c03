"""The daily mail: what came together since the last one, each event once."""

import uuid

from django.db import transaction

from core.accounts.models import Person
from core.mail import outbox
from core.notifications.models import Notification


def send_due() -> int:
    """Queue a mail for everybody who has something to hear; returns how many. Repeating it does no harm."""
    waiting = Notification.objects.awaiting_digest().order_by("person").values_list("person", flat=True).distinct()
    return sum(_collect(person_id) for person_id in list(waiting))


def _collect(person_id: uuid.UUID) -> bool:
    """Name the mail in its rows and queue it, together or not at all: a crash loses none and doubles none."""
    with transaction.atomic():
        person = Person.objects.select_for_update(no_key=True).filter(pk=person_id).first()
        digest = uuid.uuid4()
        if person is None or not Notification.objects.awaiting_digest().filter(person=person).update(digest=digest):
            return False
        outbox.queue("notification_digest", language=person.language, person_id=person.pk, digest_id=digest)
    return True
