"""Files to upload: `picture(width=2000)`, `document()`; and an upload that is already there."""

import io

import factory
from PIL import Image

from core.uploads.models import Upload

BOUNDARY = "grenze"
PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n"


def picture(width=64, height=48, kind="JPEG", mode="RGB", **options):
    """The bytes of a picture with a gradient, so that it can be told from another."""
    gradient = Image.linear_gradient("L").resize((width, height)).convert(mode)
    file = io.BytesIO()
    gradient.save(file, kind, **options)
    return file.getvalue()


def multipart(content, *, name="bild.jpg", part="file"):
    """Body and headers of a form with this file."""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{part}"; filename="{name}"\r\n'
    body = (
        head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + content + f"\r\n--{BOUNDARY}--\r\n".encode()
    )
    return body, {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}"}


class ImageFactory(factory.django.DjangoModelFactory):
    """A picture's row; its files are nowhere."""

    class Meta:
        model = Upload

    kind = "image"
    file_name = "800.jpg"
    media_type = "image/jpeg"
    size = 80_000
    width = 800
    height = 600
    widths = [320, 800]


class DocumentFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Upload

    kind = "document"
    file_name = "einladung.pdf"
    media_type = "application/pdf"
    size = 120_000
