"""A file as it comes, and what it has become."""

from typing import Any, cast

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.errors import BodyTooLarge
from api.fields import StrictSerializer
from api.representations import Document
from core.uploads.models import Upload


class FileField(serializers.FileField):
    """Any file that is not too large; what it is, its content tells."""

    def to_internal_value(self, data: Any) -> "UploadedFile[Any]":
        file = cast("UploadedFile[Any]", super().to_internal_value(data))
        if (file.size or 0) > settings.MAXIMUM_UPLOAD_BYTES:
            raise BodyTooLarge
        return file


class UploadRequest(StrictSerializer):
    file = FileField(help_text="A picture (JPEG, PNG, WebP; at most 50 megapixels) or a document (PDF).")


class ImageSize(serializers.Serializer[Any]):
    """The picture in one size and format."""

    url = serializers.URLField()
    width = serializers.IntegerField()
    height = serializers.IntegerField()
    media_type = serializers.CharField()


class ImageDocument(serializers.Serializer[Any]):
    """A picture with what has to stand beside it. `sizes` go from small to large, each as WebP too."""

    url = serializers.URLField(source="image.url")
    width = serializers.IntegerField(source="image.width")
    height = serializers.IntegerField(source="image.height")
    alt = serializers.CharField(source="image_alt")
    licence = serializers.CharField(source="image_licence")
    author = serializers.CharField(source="image_credit")
    sizes = ImageSize(many=True, source="image.sizes")


class PicturedDocument(Document[Any]):
    """Joins the document of an item that may have a picture (core.uploads.models.Pictured)."""

    image = serializers.SerializerMethodField(help_text="Null where the item has no picture.")

    @extend_schema_field(ImageDocument(allow_null=True))
    def get_image(self, item: Any) -> Any:
        return None if item.image is None else ImageDocument(item).data


class AttachmentDocument(serializers.Serializer[Any]):
    """A document to download; `size` in bytes."""

    title = serializers.CharField(max_length=200)
    document = serializers.UUIDField(source="document_id")
    url = serializers.URLField(source="document.url")
    media_type = serializers.CharField(source="document.media_type")
    size = serializers.IntegerField(source="document.size")


class UploadDocument(Document[Upload]):
    """What came of it. Its files stay at their addresses; unless it is used within a day, they go again."""

    url = serializers.URLField()
    sizes = serializers.SerializerMethodField(help_text="A picture's sizes, each in two formats; none of a document.")

    class Meta:
        model = Upload
        fields = ("id", "kind", "media_type", "size", "width", "height", "url", "sizes")

    @extend_schema_field(ImageSize(many=True))
    def get_sizes(self, upload: Upload) -> list[dict[str, str | int]]:
        return upload.sizes()
