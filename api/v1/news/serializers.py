"""The public document of an article: the same bytes for everyone, in every language."""

from typing import Any

from rest_framework import serializers

from api.facets import FacetCount
from api.v1.reference.serializers import OrganizationReference
from api.v1.uploads.serializers import PicturedDocument
from core.text import html_of
from news.models import Article


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
    text_html = serializers.SerializerMethodField()

    class Meta:
        model = Article
        fields = (
            "id", "title", "teaser", "summary_easy", "text", "text_html", "kind", "municipalities", "districts",
            "topics", "tags", "organization", "published_at", "date_precision", "expires_at", "pinned_until",
            "notice_from", "notice_until", "public_url", "source_url", "image", "updated_at",
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
