"""Uploaded pictures: what comes out is the picture alone, in a few sizes, whatever came in."""

import io
import struct
import zlib

import pytest
from PIL import Image, ImageChops, ImageCms, ImageOps

from core import images
from core.images import NotAPicture, TooManyPixels
from tests.factories.uploads import picture

SECRET = b"geheim-der-kamera"


def opened(rendition):
    return Image.open(io.BytesIO(rendition.content))


def kinds(content):
    return [(one.width, one.height, one.ending, opened(one).format) for one in images.renditions(content)]


def test_a_large_picture_is_made_in_each_size_twice():
    assert kinds(picture(2000, 1000)) == [
        (320, 160, "jpg", "JPEG"), (320, 160, "webp", "WEBP"), (800, 400, "jpg", "JPEG"), (800, 400, "webp", "WEBP"),
        (1600, 800, "jpg", "JPEG"), (1600, 800, "webp", "WEBP"),
    ]  # fmt: skip


def test_a_small_picture_is_not_made_larger():
    assert kinds(picture(500, 100)) == [
        (320, 64, "jpg", "JPEG"), (320, 64, "webp", "WEBP"), (500, 100, "jpg", "JPEG"), (500, 100, "webp", "WEBP"),
    ]  # fmt: skip


def test_what_is_see_through_stays_so():
    file = io.BytesIO()
    Image.new("RGBA", (50, 50), (200, 0, 0, 80)).save(file, "PNG")
    made = images.renditions(file.getvalue())
    assert [(one.ending, opened(one).mode) for one in made] == [("png", "RGBA"), ("webp", "RGBA")]


def test_what_only_could_be_see_through_becomes_a_photograph():
    assert kinds(picture(50, 50, "PNG", "RGBA")) == [(50, 50, "jpg", "JPEG"), (50, 50, "webp", "WEBP")]


@pytest.mark.parametrize(
    ("kind", "mode"), [("JPEG", "L"), ("JPEG", "CMYK"), ("PNG", "P"), ("PNG", "1"), ("PNG", "I;16"), ("WEBP", "RGB")]
)
def test_every_mode_becomes_one_that_screens_show(kind, mode):
    file = io.BytesIO()
    Image.new(mode, (40, 30)).save(file, kind)
    assert {opened(one).mode for one in images.renditions(file.getvalue())} == {"RGB"}


def with_everything():
    """A photograph as a telephone makes it: place, owner, comment, XMP, colour profile, lying on its side."""
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by 90 degrees
    exif[0x010F] = SECRET.decode()
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (51.0, 20.0, 47.11)
    exif.get_ifd(0x8825)[29] = SECRET.decode()
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes() + SECRET
    return picture(60, 40, exif=exif, comment=SECRET, xmp=b"<x>" + SECRET + b"</x>", icc_profile=profile)


def test_place_owner_and_comments_of_a_photograph_are_gone():
    content = with_everything()
    assert content.count(SECRET) >= 4
    made = images.renditions(content)
    for one in made:
        again = opened(one)
        assert (SECRET in one.content, dict(again.getexif()), again.info.get("icc_profile")) == (False, {}, None)
        assert not {"exif", "xmp", "comment"} & again.info.keys()
    assert [(one.width, one.height) for one in made] == [(40, 60), (40, 60)]


def test_a_photograph_with_odd_values_of_its_camera_is_taken_upright():
    turned, odd = struct.pack("<HHII", 0x0112, 3, 1, 6), struct.pack("<HHIf", 0x0100, 11, 1, 1.5)
    exif = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 2) + turned + odd + struct.pack("<I", 0)
    made = images.renditions(picture(60, 40, exif=exif))
    assert [(one.width, one.height, dict(opened(one).getexif())) for one in made] == [(40, 60, {})] * 2


@pytest.mark.parametrize("held", range(1, 9))
def test_a_photograph_stands_upright_however_the_camera_was_held(held):
    exif = Image.Exif()
    exif[0x0112] = held
    content = picture(60, 40, exif=exif)
    expected = ImageOps.exif_transpose(Image.open(io.BytesIO(content))).tobytes()
    (_jpeg, webp) = images.renditions(content)
    difference = ImageChops.difference(opened(webp), Image.frombytes("RGB", (webp.width, webp.height), expected))
    assert max(high for _low, high in difference.getextrema()) < 25


def test_texts_in_a_png_are_gone():
    file = io.BytesIO()
    from PIL.PngImagePlugin import PngInfo  # noqa: PLC0415

    words = PngInfo()
    words.add_text("Author", SECRET.decode())
    words.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    Image.new("RGBA", (9, 9)).save(file, "PNG", pnginfo=words)
    assert SECRET in file.getvalue()
    assert all(SECRET not in one.content for one in images.renditions(file.getvalue()))


def chunk(name, content):
    return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))


def claiming(width, height):
    """A PNG of a few bytes that says it is this large."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 99)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("size", [(8000, 6251), (15_001, 10), (30_000, 30_000), (2**31 - 1, 2**31 - 1)])
def test_a_picture_that_would_fill_the_memory_is_refused_unread(size):
    with pytest.raises(TooManyPixels):
        images.renditions(claiming(*size))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"GIF89a",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"\xff\xd8\xff\xe0not really",
        picture()[:400],
        claiming(400, 400),
        b"RIFF\x10\0\0\0WEBPVP8 ",
        picture(kind="GIF", mode="P"),
        picture(kind="BMP"),
        picture(kind="TIFF"),
    ],
)
def test_what_is_no_whole_picture_is_refused(content):
    with pytest.raises(NotAPicture):
        images.renditions(content)
