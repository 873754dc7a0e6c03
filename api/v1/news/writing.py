"""The body in which staff and municipal sites write an article, and what they get back."""

from rest_framework import serializers

from api.content import AttachmentsField, IdsField, OrganizationField, PicturedWrite, SlugsField
from api.fields import StrictCharField, StrictChoiceField, StrictDateField, StrictDateTimeField
from api.representations import AddressWrite
from api.v1.news.serializers import ArticleDocument
from core.models import Publication
from core.municipalities.models import District, Municipality, Topic
from core.writing import STATES
from events.models import Event
from ideas.models import Idea, IdeaCall, Measure
from news.models import ArticleKind, DatePrecision


class ArticlePut(PicturedWrite):
    """An article. Of `published_at` only what `date_precision` says counts.

    An alert without `expires_at` leaves the lists 24 hours after its publication, or after it became an alert.
    `notice_from` and `notice_until`, the last day included, are the period in which a public notice must be shown:
    until it has ended, the notice can neither expire nor be withdrawn.
    """

    organization = OrganizationField(required=False)
    publication = StrictChoiceField(STATES, default=Publication.PUBLISHED)
    published_at = StrictDateTimeField(allow_null=True, required=False)
    date_precision = StrictChoiceField(DatePrecision.choices, default=DatePrecision.MINUTE)
    expires_at = StrictDateTimeField(allow_null=True, default=None)
    pinned_until = StrictDateTimeField(allow_null=True, default=None)
    notice_from = StrictDateField(allow_null=True, default=None)
    notice_until = StrictDateField(allow_null=True, default=None)
    title = StrictCharField(max_length=200)
    teaser = StrictCharField(max_length=500, multiline=True, allow_blank=True, allow_null=True, default="")
    summary_easy = StrictCharField(max_length=2000, multiline=True, allow_blank=True, allow_null=True, default="")
    text = StrictCharField(max_length=50_000, multiline=True)
    kind = StrictChoiceField(ArticleKind.choices, default=ArticleKind.NEWS)
    municipalities = SlugsField(Municipality)
    districts = SlugsField(District, allow_null=True, default=list)
    topics = SlugsField(Topic, allow_null=True, default=list)
    events = IdsField(Event, allow_null=True, default=list)
    idea_calls = SlugsField(IdeaCall, allow_null=True, default=list)
    measures = SlugsField(Measure, allow_null=True, default=list)
    ideas = IdsField(Idea, allow_null=True, default=list)
    attachments = AttachmentsField(allow_null=True, default=list)
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
