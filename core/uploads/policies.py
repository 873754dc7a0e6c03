"""Rules of pictures and attached documents, told and enforced."""

from collections.abc import Sequence

from django.utils.translation import gettext as _

from core.errors import FieldError
from core.uploads.models import Pictured, Upload, UploadKind

MOST_ATTACHMENTS = 10


def contradictions(item: Pictured) -> list[FieldError]:
    """What does not fit together in an item's picture."""
    if item.image is None:
        return []
    errors = []
    if item.image.kind != UploadKind.IMAGE:
        errors.append(FieldError("/image", "not_a_picture", _("This upload is no picture.")))
    if not item.image_alt.strip():
        sentence = _("Please describe what the picture shows, for those who can't see it.")
        errors.append(FieldError("/image_alt", "required", sentence))
    return errors


def attachment_problems(wanted: Sequence[tuple[Upload, str]]) -> list[FieldError]:
    """What is wrong with documents to attach under their titles, by their place in the list."""
    errors = []
    if len(wanted) > MOST_ATTACHMENTS:
        sentence = _("At most %(count)s documents can be attached.") % {"count": MOST_ATTACHMENTS}
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
