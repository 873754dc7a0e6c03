"""Rules of pictures, told and enforced."""

from django.utils.translation import gettext as _

from core.errors import FieldError
from core.uploads.models import Pictured, UploadKind


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
