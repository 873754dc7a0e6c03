"""The documents of an event."""

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from core.actors import Actor
from core.audit.record import record
from core.errors import Invalid, Missing
from core.uploads import attaching
from core.uploads.models import Upload
from core.uploads.policies import attachment_problems
from events.models import Event
from events.services.editing import VERSIONS


def put(event_id: uuid.UUID, wanted: Sequence[tuple[Upload, str]], *, follows_series: bool = False, by: Actor) -> bool:
    """Have the event show exactly these documents under these titles; returns whether anything changed.

    `follows_series` as in `editing.save`.
    Raises Missing, and Invalid for what is no document, stands twice, has no title, or is one too many.
    """
    with transaction.atomic():
        event = Event.objects.select_for_update(no_key=True).filter(pk=event_id).first()
        if event is None:
            raise Missing
        if errors := attachment_problems(wanted):
            raise Invalid(errors)
        former = VERSIONS.contents(event)
        if not attaching.replace(event.attachments, wanted):
            return False
        event.updated_at = timezone.now()
        event.save(update_fields=["updated_at"])
        if not follows_series:
            Event.objects.set_apart(event_id)
        entry = record("event.attachments_changed", event, by=by, attachments=len(wanted))
        VERSIONS.keep(former, event, entry)
    return True
