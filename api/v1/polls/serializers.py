"""The public documents of a poll and of its results, one's own ballot, and what voters send."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.fields import StrictCharField, StrictIntegerField, StrictSerializer
from api.representations import Document
from api.v1.ideas.serializers import Slugs
from api.v1.reference.serializers import OrganizationReference
from core.models import Publication
from ideas import errors, poll_policies
from ideas.models import Ballot, Poll, PollKind, PollOption

REASONS = [refusal.code for refusal in (errors.PollNotOpenYet, errors.PollClosed)]
MOST_POSITIONS = poll_policies.MOST_OPTIONS


class PollOptionDocument(Document[PollOption]):
    """One of the answers to choose from; a ballot names its `position`."""

    class Meta:
        model = PollOption
        fields: tuple[str, ...] = ("position", "label")


class VotePermission(serializers.Serializer[Any]):
    """Whether one can vote now; `reason` is the code with which it would be refused."""

    allowed = serializers.BooleanField(help_text="Whether it is possible now.")
    reason = serializers.ChoiceField(REASONS, allow_null=True)


class PollActions(serializers.Serializer[Any]):
    """What the poll allows now: voting."""

    vote = VotePermission()


class PollDocument(Document[Poll]):
    """A poll. Ballots are taken from `opens_at` until `closes_at`; results are told from `results_from`, never before.

    At the moment itself the service follows them, and `actions` tells so at most a minute later.
    """

    kind = serializers.ChoiceField(PollKind.choices, help_text="How it is answered.")
    options = PollOptionDocument(many=True, help_text="What can be chosen; none for a short answer.")
    max_choices = serializers.IntegerField(
        min_value=1, allow_null=True, help_text="Where several may be chosen, how many at most; null: all."
    )
    call = serializers.SerializerMethodField(help_text="Slug of the call it belongs to; null where none.")
    organization = OrganizationReference()
    municipalities: Slugs = serializers.SlugRelatedField(slug_field="slug", many=True, read_only=True)
    results_from = serializers.DateTimeField(source="results_at", help_text="From when on the results are told.")
    actions = serializers.SerializerMethodField(help_text="What is possible now, and why the rest is not.")

    class Meta:
        model = Poll
        fields = (
            "id", "title", "text", "kind", "options", "max_choices", "call", "organization", "municipalities",
            "opens_at", "closes_at", "results_from", "actions", "updated_at",
        )  # fmt: skip

    def get_call(self, poll: Poll) -> str | None:
        return poll.call.slug if poll.call and poll.call.publication == Publication.PUBLISHED else None

    @extend_schema_field(PollActions)
    def get_actions(self, poll: Poll) -> dict[str, dict[str, Any]]:
        refusal = poll_policies.why_not_vote(poll, now=timezone.now())
        return {"vote": {"allowed": refusal is None, "reason": refusal.code if refusal else None}}


class CountedOption(PollOptionDocument):
    """An option, and how many chose it."""

    votes = serializers.IntegerField(min_value=0, help_text="How many ballots chose it.")

    class Meta(PollOptionDocument.Meta):
        fields = (*PollOptionDocument.Meta.fields, "votes")


class PollResults(serializers.Serializer[Any]):
    """What came of a poll. Short answers are not published; `conclusion` sums them up."""

    poll = serializers.UUIDField(help_text="The `id` of the poll.")
    ballots = serializers.IntegerField(min_value=0, help_text="How many people have voted.")
    options = CountedOption(many=True, help_text="In the order of the poll; none where it asks for a short answer.")
    conclusion = serializers.CharField(help_text="What follows from it, Markdown; empty as long as nobody has said.")


class OwnBallot(Document[Ballot]):
    """Your own ballot. Some weeks after the end of the poll nobody can tell any more whose it was, you neither."""

    options = serializers.SerializerMethodField(help_text="Positions of the options chosen.")
    text = serializers.CharField(help_text="The short answer; empty where options were chosen.")
    cast_on = serializers.DateField(help_text="The day on which you voted.")

    class Meta:
        model = Ballot
        fields = ("poll", "options", "text", "cast_on")

    @extend_schema_field(serializers.ListField(child=serializers.IntegerField(min_value=1)))
    def get_options(self, ballot: Ballot) -> list[int]:
        return sorted(option.position for option in ballot.options.all())


class BallotRequest(StrictSerializer):
    """A ballot: the positions of the options chosen, or the short answer."""

    options = serializers.ListField(
        child=StrictIntegerField(min_value=1, max_value=MOST_POSITIONS), max_length=MOST_POSITIONS, default=list,
        help_text="Positions of the options chosen.",
    )  # fmt: skip
    text = StrictCharField(max_length=200, allow_blank=True, default="", help_text="The short answer.")
