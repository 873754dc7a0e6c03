"""The public documents of a measure."""

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.representations import Document
from api.v1.ideas.serializers import OptionalUrl, Slug, Slugs
from ideas.models import Idea, Measure

# More than any measure of the region has; the full list is /ideas?measure=….
MOST_IDEAS = 50


class MeasureDocument(Document[Measure]):
    """Something the municipalities do; `lead` is the one in charge, null where none or not known."""

    topic: Slug = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    municipalities: Slugs = serializers.SlugRelatedField(slug_field="slug", many=True, read_only=True)
    lead: Slug = serializers.SlugRelatedField(slug_field="slug", read_only=True, allow_null=True)
    url = OptionalUrl()
    sources = serializers.ListField(child=serializers.URLField())

    class Meta:
        model = Measure
        fields: tuple[str, ...] = (
            "id", "slug", "name", "description", "status", "status_text", "topic", "municipalities", "lead", "url",
            "sources", "updated_at",
        )  # fmt: skip


class IdeaReference(Document[Idea]):
    class Meta:
        model = Idea
        fields = ("id", "title", "status")


class MeasureWithIdeas(MeasureDocument):
    """With the newest ideas it came from; all of them: `/ideas?measure=…`."""

    ideas = serializers.SerializerMethodField()

    class Meta(MeasureDocument.Meta):
        fields = (*MeasureDocument.Meta.fields, "ideas")

    @extend_schema_field(IdeaReference(many=True))
    def get_ideas(self, measure: Measure) -> object:
        newest = measure.ideas.public().order_by("-listed_on", "-id")[:MOST_IDEAS]
        return IdeaReference(newest, many=True).data
