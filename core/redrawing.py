"""Drawing uploaded pictures anew; the only file that knows Pillow.

What a camera adds (place, time, owner, device; EXIF, XMP, comments, previews) never leaves this module.
"""

import io
import struct
import warnings
from collections.abc import Mapping
from typing import Any

from PIL import ExifTags, Image, ImageCms

from core.images import NotAPicture, Rendition, TooManyPixels

FORMATS = ("JPEG", "PNG", "WEBP")
MOST_PIXELS = 50_000_000  # a telephone's 48 megapixels; decoding takes four bytes for each
LONGEST_EDGE = 15_000
WIDTHS = (320, 800, 1600)
# What has to be done for each way a camera was held (EXIF, tag Orientation; 1 is upright).
TURNS: Mapping[Any, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def redrawn(content: bytes) -> list[Rendition]:
    """The renditions of core.images. Raises NotAPicture, TooManyPixels."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what is odd in the file; what counts is asked below
            return _renditions(_read(content))
    except Image.DecompressionBombError as fault:
        raise TooManyPixels from fault
    except (OSError, ValueError, SyntaxError, TypeError, EOFError, MemoryError, OverflowError, struct.error) as fault:
        # What Pillow raises for broken files, which it does not document.
        raise NotAPicture from fault


def _read(content: bytes) -> Image.Image:
    """Upright, in sRGB, and no larger than the largest width."""
    with Image.open(io.BytesIO(content), formats=FORMATS) as source:
        if source.width * source.height > MOST_PIXELS or max(source.size) > LONGEST_EDGE:
            raise TooManyPixels
        profile = source.info.get("icc_profile")
        source.draft("RGB", (WIDTHS[-1], WIDTHS[-1]))  # lets JPEG decode no more than needed
        source.load()
        upright = _upright(source)
    image = _in_srgb(upright, profile) if profile else upright
    may_be_see_through = image.mode in {"RGBA", "LA", "PA"} or "transparency" in upright.info
    image = image.convert("RGBA" if may_be_see_through else "RGB")
    if image.mode == "RGBA" and image.getchannel("A").getextrema()[0] == 255:  # noqa: PLR2004 - nothing shows through
        image = image.convert("RGB")
    image.info.clear()  # or some writers would put it back
    return image


def _upright(source: Image.Image) -> Image.Image:
    """As it was seen. Only the one value is read: Pillow's own way writes all of EXIF anew, and fails on odd values."""
    turn = TURNS.get(source.getexif().get(ExifTags.Base.Orientation))
    return source.copy() if turn is None else source.transpose(turn)


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    """Colours as screens without colour management show them; a profile that does not fit is ignored."""
    if image.mode != "RGB":
        return image
    try:
        own = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        return ImageCms.profileToProfile(image, own, ImageCms.createProfile("sRGB")) or image
    except (ImageCms.PyCMSError, OSError):
        return image


def _renditions(image: Image.Image) -> list[Rendition]:
    widths = [width for width in WIDTHS if width < image.width][: len(WIDTHS)]
    if image.width <= WIDTHS[-1]:
        widths.append(image.width)
    found = []
    for width in widths:
        height = max(1, round(image.height * width / image.width))
        sized = image if width == image.width else image.resize((width, height), Image.Resampling.LANCZOS)
        plain = "png" if image.mode == "RGBA" else "jpg"
        found += [Rendition(width, height, ending, _written(sized, ending)) for ending in (plain, "webp")]
    return found


def _written(image: Image.Image, ending: str) -> bytes:
    options: dict[str, Any] = {
        "jpg": {"format": "JPEG", "quality": 82, "optimize": True, "progressive": True},
        "png": {"format": "PNG", "optimize": True},
        "webp": {"format": "WEBP", "quality": 80, "method": 4},
    }[ending]
    file = io.BytesIO()
    image.save(file, **options)
    return file.getvalue()
