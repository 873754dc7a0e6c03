"""Pictures that people upload: what is taken in, and the sizes they are written in."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from core.errors import FileRefused

MEDIA_TYPES = {"jpg": "image/jpeg", "png": "image/png", "webp": "image/webp"}


class NotAPicture(FileRefused):
    code = "not_a_picture"
    title = _("The file is no picture that can be used")
    advice = _("Please choose a picture as JPEG, PNG or WebP that other programs can open.")


class TooManyPixels(FileRefused):
    code = "too_many_pixels"
    title = _("The picture is too large")
    advice = _("Please make the picture smaller: at most 50 megapixels, and 15,000 pixels at its longer edge.")


@dataclass(frozen=True)
class Rendition:
    """One file of a picture: its pixels, and the ending that tells its format."""

    width: int
    height: int
    ending: str
    content: bytes


def renditions(content: bytes) -> list[Rendition]:
    """The picture in each width it is large enough for, the largest last, as WebP and as what every program reads.

    That is JPEG, or PNG where it is see-through. Raises NotAPicture, TooManyPixels.
    """
    from core.redrawing import redrawn  # noqa: PLC0415 - only who takes in pictures pays for the library's memory

    return redrawn(content)
