"""The document of the results."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from ideas.models import IdeaStatus
from ideas.services.results import Results


class StatusCount(serializers.Serializer[Any]):
    """How many ideas have a status."""

    status = serializers.ChoiceField(IdeaStatus.choices)
    ideas = serializers.IntegerField(min_value=0)


class Counts(serializers.Serializer[Any]):
    """How many ideas there are, how many of them are answered, and how many done."""

    ideas = serializers.IntegerField(min_value=1)
    answered = serializers.IntegerField(min_value=0)
    done = serializers.IntegerField(min_value=0)


class TopicCount(Counts):
    """The ideas of a topic."""

    topic = serializers.SlugField(source="slug", allow_null=True, help_text="Null: ideas without a topic.")


class MunicipalityCount(Counts):
    """The ideas of a municipality."""

    municipality = serializers.SlugField(source="slug", allow_null=True, help_text="Null: they concern the region.")


class SolvedCount(serializers.Serializer[Any]):
    """What the authors of ideas that are done say, where they do."""

    yes = serializers.IntegerField(min_value=0)
    no = serializers.IntegerField(min_value=0)


class ResultsDocument(serializers.Serializer[Results]):
    """What became of the ideas. Each number can be counted again in `/ideas`."""

    ideas = serializers.IntegerField(min_value=0, help_text="How many public ideas.")
    answered = serializers.IntegerField(
        min_value=0, help_text="Of how many the administration has said something, in words or by a decision."
    )
    median_days_to_first_answer = serializers.FloatField(
        source="median_days", min_value=0, allow_null=True,
        help_text="Half of the answered ideas waited no longer; null where no two days are known.",
    )  # fmt: skip
    supports = serializers.IntegerField(min_value=0, help_text="How many supports they have together.")
    with_measure = serializers.IntegerField(min_value=0, help_text="How many led to a measure.")
    statuses = serializers.SerializerMethodField(help_text="What became of them: each status, also of none.")
    solved = SolvedCount()
    topics = TopicCount(many=True, help_text="Topics with ideas.")
    municipalities = MunicipalityCount(many=True, help_text="Municipalities with ideas.")

    @extend_schema_field(StatusCount(many=True))
    def get_statuses(self, results: Results) -> Any:
        rows = [{"status": status, "ideas": count} for status, count in results.statuses.items()]
        return StatusCount(rows, many=True).data
