"""The public document of a call for ideas, and what it allows at present."""

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.representations import Document
from api.v1.ideas.serializers import Slugs
from api.v1.reference.serializers import OrganizationReference
from core.errors import Refusal
from ideas import errors, policies
from ideas.models import IdeaCall, Participation, Phase

REASONS = [refusal.code for refusal in (errors.CallNotOpenYet, errors.CallClosed, errors.DiscussionClosed)]


class PhasePeriod(serializers.Serializer[Any]):
    """When the call is in a phase."""

    phase = serializers.ChoiceField(Phase.choices)
    starts_at = serializers.DateTimeField()
    ends_at = serializers.DateTimeField(allow_null=True, help_text="Null: without end.")


class Permission(serializers.Serializer[Any]):
    """Whether it is possible now; `reason` is the code with which it would be refused."""

    allowed = serializers.BooleanField(help_text="Whether it is possible now.")
    reason = serializers.ChoiceField(REASONS, allow_null=True)


class CallActions(serializers.Serializer[Any]):
    """What the call allows now: handing in an idea, commenting on one, supporting one."""

    submit = Permission()
    comment = Permission()
    support = Permission()


class IdeaCallDocument(Document[IdeaCall]):
    """A call for ideas. It takes ideas from `opens_at` until `closes_at`; null means without end.

    The phases switch what is allowed by time alone: at the moment itself the service follows them, and this document
    tells so at most a minute later. `question` is empty where the title is the question.
    """

    municipalities: Slugs = serializers.SlugRelatedField(slug_field="slug", many=True, read_only=True)
    topics: Slugs = serializers.SlugRelatedField(slug_field="slug", many=True, read_only=True)
    organization = OrganizationReference()
    examples = serializers.ListField(child=serializers.CharField(), help_text="Answers as one could give them.")
    answered_by = serializers.DateField(allow_null=True, help_text="By when what becomes of the ideas is told.")
    events = serializers.SerializerMethodField(help_text="Ids of the public events that belong to the call.")
    phase = serializers.SerializerMethodField(help_text="The phase of now; null between two.")
    phases = serializers.SerializerMethodField(help_text="The periods that are planned, in the order of the phases.")
    actions = serializers.SerializerMethodField(help_text="What is possible now, and why the rest is not.")
    participation = serializers.ChoiceField(Participation.choices, help_text="How far the people take part.")

    class Meta:
        model = IdeaCall
        fields = (
            "id", "slug", "title", "question", "text", "examples", "what_happens", "answered_by", "participation",
            "opens_at", "closes_at", "phase", "phases", "actions", "municipalities", "topics", "events", "tags",
            "organization", "updated_at",
        )  # fmt: skip

    @extend_schema_field(serializers.ListField(child=serializers.UUIDField()))
    def get_events(self, call: IdeaCall) -> list[str]:
        return [str(event.pk) for event in call.public_events]  # type: ignore[attr-defined]

    @extend_schema_field(serializers.ChoiceField(Phase.choices, allow_null=True))
    def get_phase(self, call: IdeaCall) -> str | None:
        return policies.phase_of(call, now=timezone.now())

    @extend_schema_field(PhasePeriod(many=True))
    def get_phases(self, call: IdeaCall) -> Any:
        return PhasePeriod(call.periods, many=True).data

    @extend_schema_field(CallActions)
    def get_actions(self, call: IdeaCall) -> dict[str, dict[str, Any]]:
        now = timezone.now()
        return {
            "submit": _told(policies.why_not_submit(call, now=now)),
            "comment": _told(policies.why_not_discuss(call, now=now)),
            "support": _told(policies.why_not_discuss(call, now=now)),
        }


def _told(refusal: Refusal | None) -> dict[str, Any]:
    return {"allowed": refusal is None, "reason": refusal.code if refusal else None}
