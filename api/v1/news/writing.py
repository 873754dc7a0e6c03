"""The body in which staff and municipal sites write an article, and what they get back."""

from rest_framework import serializers

from api.content import OrganizationField, PicturedWrite, SlugsField
from api.fields import StrictCharField, StrictChoiceField, StrictDateTimeField
from api.representations import AddressWrite
from api.v1.news.serializers import ArticleDocument
from core.models import Publication
from core.municipalities.models import District, Municipality, Topic
from core.writing import STATES
from news.models import ArticleKind, DatePrecision


class ArticlePut(PicturedWrite):
    """An article. Of `published_at` only what `date_precision` says counts."""

    organization = OrganizationField(required=False)
    publication = StrictChoiceField(STATES, default=Publication.PUBLISHED)
    published_at = StrictDateTimeField(allow_null=True, required=False)
    date_precision = StrictChoiceField(DatePrecision.choices, default=DatePrecision.MINUTE)
    expires_at = StrictDateTimeField(allow_null=True, default=None)
    title = StrictCharField(max_length=200)
    teaser = StrictCharField(max_length=500, multiline=True, allow_blank=True, allow_null=True, default="")
    text = StrictCharField(max_length=50_000, multiline=True)
    kind = StrictChoiceField(ArticleKind.choices, default=ArticleKind.NEWS)
    municipalities = SlugsField(Municipality)
    districts = SlugsField(District, allow_null=True, default=list)
    topics = SlugsField(Topic, allow_null=True, default=list)
    tags = serializers.ListField(child=StrictCharField(max_length=50), max_length=50, allow_null=True, default=list)
    public_url = AddressWrite()
    source_url = AddressWrite()


class ArticleWrite(ArticlePut):
    """The same with its number at the source."""

    external_id = StrictCharField(max_length=100, allow_null=True, default=None)


class EditedArticle(ArticleDocument):
    """An article as its editors see it, also before it is public."""

    publication = serializers.ChoiceField(Publication.choices)
    external_id = serializers.CharField(allow_null=True)

    class Meta(ArticleDocument.Meta):
        fields = (*ArticleDocument.Meta.fields, "publication", "external_id")  # type: ignore[assignment]
