"""The public documents of a measure."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.representations import Document
from api.v1.ideas.serializers import DatePrecisionField, OptionalUrl, Slug, Slugs
from api.v1.reference.serializers import OrganizationReference
from ideas.models import Idea, Measure, MeasureProgress, MeasureStatus, Milestone

# More than any measure of the region has; the full list is /ideas?measure=….
MOST_IDEAS = 50
# In ten years a measure that is told of every month has more; the newest count.
MOST_NEWS = 100


class MilestoneDocument(Document[Milestone]):
    """A step that the measure sets out to make."""

    planned_on = serializers.DateField(allow_null=True, help_text="For when it is planned; null where not said.")
    planned_precision = DatePrecisionField()
    reached_on = serializers.DateField(allow_null=True, help_text="The day it was reached; null until then.")

    class Meta:
        model = Milestone
        fields = ("title", "planned_on", "planned_precision", "reached_on")


class Funding(serializers.Serializer[Any]):
    """The money behind a measure, as far as it is told."""

    text = serializers.CharField(source="funding", help_text="In words; empty where there is nothing more to say.")
    amount_cents = serializers.IntegerField(
        source="funding_cents", allow_null=True, help_text="Amount in cents of the euro; null where not told."
    )
    programme = serializers.CharField(source="funding_programme", help_text="Who funds it; empty where nobody does.")


class ProgressStep(Document[MeasureProgress]):
    """One piece of news: a new status, milestones reached, or words."""

    on = serializers.DateField(source="happened_on")
    status = serializers.ChoiceField(MeasureStatus.choices, source="status_to")
    previous_status = serializers.ChoiceField(MeasureStatus.choices, source="status_from")
    milestones = serializers.ListField(child=serializers.CharField(), help_text="Titles of milestones then reached.")

    class Meta:
        model = MeasureProgress
        fields = ("on", "status", "previous_status", "milestones", "text")


class MeasureDocument(Document[Measure]):
    """Something the municipalities do; `lead` is the one in charge, null where none or not known.

    `organization` carries it out and answers for its progress, which is in percent.
    """

    topic: Slug = serializers.SlugRelatedField(slug_field="slug", read_only=True)
    municipalities: Slugs = serializers.SlugRelatedField(slug_field="slug", many=True, read_only=True)
    lead: Slug = serializers.SlugRelatedField(slug_field="slug", read_only=True, allow_null=True)
    organization = OrganizationReference(allow_null=True)
    progress = serializers.IntegerField(
        min_value=0, max_value=100, allow_null=True, help_text="How far it is, in percent; null where nobody says."
    )
    milestones = MilestoneDocument(many=True, help_text="In the order of their dates.")
    funding = serializers.SerializerMethodField()
    url = OptionalUrl()
    sources = serializers.ListField(child=serializers.URLField())

    class Meta:
        model = Measure
        fields: tuple[str, ...] = (
            "id", "slug", "name", "description", "status", "status_text", "progress", "milestones", "funding", "topic",
            "municipalities", "lead", "organization", "url", "sources", "updated_at",
        )  # fmt: skip

    @extend_schema_field(Funding(allow_null=True))
    def get_funding(self, measure: Measure) -> Any:
        is_told = measure.funding or measure.funding_cents is not None or measure.funding_programme
        return Funding(measure).data if is_told else None


class IdeaReference(Document[Idea]):
    class Meta:
        model = Idea
        fields = ("id", "title", "status")


class MeasureNews(Document[Measure]):
    """What is read beside the kept document: the news, the newest first, and the newest ideas it came from."""

    news = serializers.SerializerMethodField()
    ideas = serializers.SerializerMethodField()

    class Meta:
        model = Measure
        fields: tuple[str, ...] = ("news", "ideas")

    @extend_schema_field(ProgressStep(many=True))
    def get_news(self, measure: Measure) -> object:
        return ProgressStep(measure.history.order_by("-position")[:MOST_NEWS], many=True).data

    @extend_schema_field(IdeaReference(many=True))
    def get_ideas(self, measure: Measure) -> object:
        newest = measure.ideas.public().order_by("-listed_on", "-id")[:MOST_IDEAS]
        return IdeaReference(newest, many=True).data


class MeasureWithIdeas(MeasureNews, MeasureDocument):
    """With its news, the newest first, and the newest ideas it came from; all of them: `/ideas?measure=…`."""

    class Meta(MeasureDocument.Meta):
        fields = (*MeasureDocument.Meta.fields, *MeasureNews.Meta.fields)
