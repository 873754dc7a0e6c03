"""The public documents of ideas, and what an author sees of an own one."""

import uuid
from typing import Any

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.fields import (
    StrictFloatField,
    StrictSerializer,
)
from api.representations import Document
from api.v1.ideas.photo_serializers import PhotoDocument
from core.models import Publication
from ideas import policies
from ideas.models import (
    DatePrecision,
    Display,
    Idea,
    IdeaStatus,
    IdeaStatusChange,
    Solved,
    SolvedQuestion,
    Visibility,
)
from ideas.models.idea import IdeaQuerySet

Slug = serializers.SlugRelatedField[Any]
Slugs = serializers.ManyRelatedField | Slug
PRECISION_HELP = "How much of the date is known; of a month or a year it is the first day. Null without a date."


class DatePrecisionField(serializers.ChoiceField):
    """The code, or null where there is no date."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(DatePrecision.choices, **{"allow_null": True, "help_text": PRECISION_HELP, **kwargs})

    def to_representation(self, value: Any) -> Any:
        return value or None


class OptionalUrl(serializers.URLField):
    """An address, or null where there is none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"allow_null": True, **kwargs})

    def to_representation(self, value: Any) -> Any:
        return value or None


class Location(StrictSerializer):
    """A point on the map, WGS 84 in degrees."""

    latitude = StrictFloatField(min_value=-90, max_value=90)
    longitude = StrictFloatField(min_value=-180, max_value=180)


class OfficialAnswer(Document[IdeaStatusChange]):
    """What the administration answered last."""

    text = serializers.CharField(source="answer")
    on = serializers.DateField(source="happened_on", allow_null=True)
    date_precision = DatePrecisionField()
    source_url = OptionalUrl()

    class Meta:
        model = IdeaStatusChange
        fields = ("text", "on", "date_precision", "source_url")


class HistoryStep(Document[IdeaStatusChange]):
    """One step of an idea; the first is its receipt, before which there was no status."""

    status = serializers.ChoiceField(IdeaStatus.choices, source="status_to")
    previous_status = serializers.SerializerMethodField()
    on = serializers.DateField(source="happened_on", allow_null=True, help_text="Null where it is not known.")
    date_precision = DatePrecisionField()
    source_url = OptionalUrl()

    class Meta:
        model = IdeaStatusChange
        fields = ("status", "previous_status", "on", "date_precision", "answer", "reason", "source_url")

    @extend_schema_field(serializers.ChoiceField(IdeaStatus.choices, allow_null=True))
    def get_previous_status(self, step: IdeaStatusChange) -> str | None:
        return step.status_from or None


class History(serializers.Serializer[Any]):
    results = HistoryStep(many=True)


class IdeaDocument(Document[Idea]):
    """An idea as everyone sees it. Dates are days, never moments: a moment could tell who an anonymous author is.

    Without `municipality` it concerns the whole region. `author_name` is null for anonymous authors.
    """

    municipality: Slug = serializers.SlugRelatedField(slug_field="slug", read_only=True, allow_null=True)
    topic: Slug = serializers.SlugRelatedField(slug_field="slug", read_only=True, allow_null=True)
    call = serializers.SerializerMethodField()
    measure = serializers.SerializerMethodField()
    location = serializers.SerializerMethodField()
    author_name = serializers.SerializerMethodField()
    date_precision = DatePrecisionField()
    source_url = OptionalUrl()
    answer = serializers.SerializerMethodField()
    solved = serializers.SerializerMethodField()
    photos = PhotoDocument(many=True, help_text="At most five, in the author's order.")
    duplicate_of = serializers.SerializerMethodField(help_text="The idea this one is continued as.")
    event = serializers.SerializerMethodField(help_text="The workshop at which it came up; see also `origin`.")

    class Meta:
        model = Idea
        fields: tuple[str, ...] = (
            "id", "reference", "title", "text", "municipality", "topic", "call", "measure", "location", "author_name",
            "status", "duplicate_of", "support_count", "comment_count", "answer", "solved", "submitted_on",
            "date_precision", "origin", "event", "source_url", "photos",
        )  # fmt: skip

    def get_call(self, idea: Idea) -> str | None:
        return _slug_of(idea.call)

    def get_measure(self, idea: Idea) -> str | None:
        return _slug_of(idea.measure)

    @extend_schema_field(Location(allow_null=True))
    def get_location(self, idea: Idea) -> dict[str, Any] | None:
        return None if idea.latitude is None else {"latitude": idea.latitude, "longitude": idea.longitude}

    def get_author_name(self, idea: Idea) -> str | None:
        return None if idea.display == Display.ANONYMOUS else idea.author_name

    @extend_schema_field(OfficialAnswer(allow_null=True))
    def get_answer(self, idea: Idea) -> Any:
        answers: list[IdeaStatusChange] = idea.answers  # type: ignore[attr-defined]
        return OfficialAnswer(answers[-1]).data if answers else None

    @extend_schema_field(
        serializers.ChoiceField(
            Solved.choices, allow_null=True,
            help_text="Whether it has been solved, as its author says some weeks after it was done; null where unsaid.",
        )
    )  # fmt: skip
    def get_solved(self, idea: Idea) -> str | None:
        return idea.solved or None

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_event(self, idea: Idea) -> str | None:
        event = idea.event
        return str(event.pk) if event is not None and event.publication == Publication.PUBLISHED else None

    @extend_schema_field(serializers.UUIDField(allow_null=True))
    def get_duplicate_of(self, idea: Idea) -> str | None:
        target = idea.duplicate_of
        return str(target.pk) if target is not None and target.visibility == Visibility.PUBLIC else None


class SolvedQuestionDocument(Document[SolvedQuestion]):
    """That you were asked whether it has been solved, and what you have answered."""

    solved = serializers.SerializerMethodField(help_text="Your answer; null as long as there is none.")

    class Meta:
        model = SolvedQuestion
        fields = ("asked_on", "solved")

    @extend_schema_field(serializers.ChoiceField(Solved.choices, allow_null=True))
    def get_solved(self, question: SolvedQuestion) -> str | None:
        return question.answer or None


class OwnIdea(IdeaDocument):
    """An idea as its author sees it, also before it is public; `moderation_note` says why it is not.

    `solved_question` is there as long as it can be answered.
    """

    solved_question = serializers.SerializerMethodField()
    editable = serializers.SerializerMethodField()

    class Meta(IdeaDocument.Meta):
        fields = (
            *IdeaDocument.Meta.fields, "solved_question", "visibility", "moderation_note", "display", "follow",
            "editable",
        )  # fmt: skip

    @extend_schema_field(SolvedQuestionDocument(allow_null=True))
    def get_solved_question(self, idea: Idea) -> Any:
        questions: list[SolvedQuestion] = idea.open_questions  # type: ignore[attr-defined]
        return SolvedQuestionDocument(questions[0]).data if questions else None

    @extend_schema_field(serializers.BooleanField())
    def get_editable(self, idea: Idea) -> bool:
        return policies.why_not_edit(idea, has_answer=bool(idea.answers)) is None  # type: ignore[attr-defined]


class PendingConfirmation(StrictSerializer):
    """A mail with a link goes to the address; what was sent is read once that link was used."""

    status = serializers.ChoiceField([Visibility.PENDING_CONFIRMATION])


def own_document(idea_id: uuid.UUID) -> Any:
    """The idea as its author sees it, as it stands now."""
    return OwnIdea(own_details(Idea.objects.filter(pk=idea_id)).get()).data


def own_details(ideas: IdeaQuerySet) -> IdeaQuerySet:
    """All that their author sees of them, in a constant number of queries."""
    questions = Prefetch("solved_questions", SolvedQuestion.objects.open(), to_attr="open_questions")
    return ideas.with_details().prefetch_related(questions)


def _slug_of(item: Any) -> str | None:
    """What is not public is not named."""
    return item.slug if item is not None and item.publication == Publication.PUBLISHED else None
