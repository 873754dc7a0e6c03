"""The documents of an event."""

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import Actor
from core.audit.record import record
from core.errors import FieldError, Invalid, Missing
from core.uploads.models import Upload, UploadKind
from events.models import Event, EventAttachment
from events.services.editing import VERSIONS

MOST = 10


def put(event_id: uuid.UUID, wanted: Sequence[tuple[Upload, str]], *, follows_series: bool = False, by: Actor) -> bool:
    """Have the event show exactly these documents under these titles; returns whether anything changed.

    `follows_series` as in `editing.save`.
    Raises Missing, and Invalid for what is no document, stands twice, has no title, or is one too many.
    """
    with transaction.atomic():
        event = Event.objects.select_for_update(no_key=True).filter(pk=event_id).first()
        if event is None:
            raise Missing
        if errors := problems(wanted):
            raise Invalid(errors)
        present = {one.document_id: one for one in EventAttachment.objects.filter(event=event)}
        titles = {upload.pk: title for upload, title in wanted}
        if titles == {key: one.title for key, one in present.items()}:
            return False
        former = VERSIONS.contents(event)
        EventAttachment.objects.filter(event=event).exclude(document__in=titles).delete()
        for key, title in titles.items():
            EventAttachment.objects.update_or_create(event=event, document_id=key, defaults={"title": title})
        event.updated_at = timezone.now()
        event.save(update_fields=["updated_at"])
        if not follows_series:
            Event.objects.set_apart(event_id)
        entry = record("event.attachments_changed", event, by=by, attachments=len(titles))
        VERSIONS.keep(former, event, entry)
    return True


def problems(wanted: Sequence[tuple[Upload, str]]) -> list[FieldError]:
    """What is wrong with them, by their place in the list."""
    errors = []
    if len(wanted) > MOST:
        sentence = _("At most %(count)s documents can be attached.") % {"count": MOST}
        errors.append(FieldError("/attachments", "too_many", sentence))
    seen = set()
    for place, (upload, title) in enumerate(wanted):
        if upload.kind != UploadKind.DOCUMENT:
            errors.append(FieldError(f"/attachments/{place}", "not_a_document", _("This upload is no document.")))
        if upload.pk in seen:
            errors.append(FieldError(f"/attachments/{place}", "repeated", _("This document stands here twice.")))
        if not title.strip():
            errors.append(FieldError(f"/attachments/{place}/title", "required", _("Please name the document.")))
        seen.add(upload.pk)
    return errors
