"""The public document of an article: the same bytes for everyone, in every language."""

from rest_framework import serializers

from core.municipalities.models import Organization
from news.models import Article


class Publisher(serializers.ModelSerializer[Organization]):
    class Meta:
        model = Organization
        fields = ("slug", "name")


class ArticleDocument(serializers.ModelSerializer[Article]):
    """`text` is Markdown. Of `published_at` only what `date_precision` says counts: show a month as a month.

    After `expires_at` an article leaves the lists; its own address still shows it.
    """

    municipalities = serializers.SlugRelatedField(slug_field="slug", many=True, read_only=True)
    districts = serializers.SlugRelatedField(slug_field="slug", many=True, read_only=True)
    topics = serializers.SlugRelatedField(slug_field="slug", many=True, read_only=True)
    organization = Publisher()
    published_at = serializers.DateTimeField()

    class Meta:
        model = Article
        fields = (
            "id", "title", "teaser", "text", "kind", "municipalities", "districts", "topics", "tags", "organization",
            "published_at", "date_precision", "expires_at", "public_url", "source_url", "updated_at",
        )  # fmt: skip
