"""Photos of ideas: as they come, as they are shown, and how an idea names them."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.fields import StrictCharField, StrictSerializer, StrictUUIDField
from api.representations import Document
from api.v1.uploads.serializers import FileField, ImageSize
from ideas.models import IdeaPhoto
from ideas.services.photos import Wanted


class PhotoRequest(StrictSerializer):
    file = FileField(help_text="A picture: JPEG, PNG or WebP, at most 10 MB and 50 megapixels.")


class PhotoDocument(Document[IdeaPhoto]):
    """A photo of an idea, written anew: what the camera added (place, time, device) is gone. `alt` may be empty."""

    url = serializers.URLField(source="upload.url")
    width = serializers.IntegerField(source="upload.width")
    height = serializers.IntegerField(source="upload.height")
    sizes = serializers.SerializerMethodField()

    class Meta:
        model = IdeaPhoto
        fields = ("id", "url", "width", "height", "alt", "sizes")

    @extend_schema_field(ImageSize(many=True))
    def get_sizes(self, photo: IdeaPhoto) -> list[dict[str, str | int]]:
        return photo.upload.sizes()


class PhotoReference(StrictSerializer):
    """A photo that was uploaded for this idea, or that it shows already."""

    id = StrictUUIDField(help_text="From `uploadIdeaPhoto`, within a day.")
    alt = StrictCharField(
        max_length=300, allow_blank=True, required=False,
        help_text="What the photo shows, for those who can't see it. Left out, it stays as it is.",
    )  # fmt: skip

    @staticmethod
    def wanted(values: list[dict[str, Any]]) -> list[Wanted]:
        return [Wanted(one["id"], one.get("alt")) for one in values]
