"""The public document of an article: the same bytes for everyone, in every language."""

from typing import Any

from rest_framework import serializers

from api.facets import FacetCount
from api.v1.reference.serializers import OrganizationReference
from api.v1.uploads.serializers import AttachmentDocument, PicturedDocument
from core.text import html_of
from news.models import Article


class Linked(serializers.ListField):
    """What an article links to and everyone may see, by id or slug."""

    def __init__(self, by: str = "pk", **kwargs: Any) -> None:
        self.by = by
        child = serializers.SlugField if by == "slug" else serializers.UUIDField
        super().__init__(child=child(), read_only=True, **kwargs)

    def get_attribute(self, article: Article) -> list[Any]:
        return [getattr(row, self.by) for row in getattr(article, f"public_{self.field_name}")]


class ArticleDocument(PicturedDocument):
    """`text` is Markdown. Of `published_at` only what `date_precision` says counts: show a month as a month.

    After `expires_at` an article leaves the lists; its own address still shows it. A public notice must be shown from
    `notice_from` to the end of `notice_until`.
    """

    municipalities = serializers.SlugRelatedField[Any](slug_field="slug", many=True, read_only=True)
    districts = serializers.SlugRelatedField[Any](slug_field="slug", many=True, read_only=True)
    topics = serializers.SlugRelatedField[Any](slug_field="slug", many=True, read_only=True)
    organization = OrganizationReference()
    published_at = serializers.DateTimeField(allow_null=True)
    attachments = AttachmentDocument(many=True)
    events = Linked(help_text="Ids of the events it tells of; only of those that are public.")
    idea_calls = Linked("slug", help_text="Slugs of the calls for ideas it tells of; only of those that are public.")
    measures = Linked("slug", help_text="Slugs of the measures it tells of; only of those that are public.")
    ideas = Linked(help_text="Ids of the ideas it tells of; only of those that are public.")
    text_html = serializers.SerializerMethodField()

    class Meta:
        model = Article
        fields = (
            "id", "title", "teaser", "summary_easy", "text", "text_html", "kind", "municipalities", "districts",
            "topics", "tags", "organization", "published_at", "date_precision", "expires_at", "pinned_until",
            "notice_from", "notice_until", "public_url", "source_url", "image", "attachments", "events",
            "idea_calls", "measures", "ideas", "updated_at",
        )  # fmt: skip

    def get_text_html(self, article: Article) -> str:
        return html_of(article.text)


class ArticleCounts(serializers.Serializer[Any]):
    """How many articles there are per value, the most frequent first; months in their order."""

    municipality = FacetCount(many=True)
    district = FacetCount(many=True)
    topic = FacetCount(many=True)
    kind = FacetCount(many=True)
    tag = FacetCount(many=True)
    organization = FacetCount(many=True)
    month = FacetCount(many=True, help_text="As in 2026-12, in the region's time zone.")
