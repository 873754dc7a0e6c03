"""The participants of an event, for its clerks."""

from typing import Any, ClassVar

from django.db import transaction
from django.db.models import Q, QuerySet
from drf_spectacular.utils import extend_schema, extend_schema_field
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.authentication import BearerAuthentication, actor_of
from api.filter_kinds import CodesFilter
from api.filters import StrictFilter, StrictFilterSet
from api.parameters import LONGEST_VALUE
from api.permissions import IsSignedIn
from api.v1.registrations.serializers import ANSWERS, OwnRegistration
from api.views import ApiView, ListMixin
from core.accounts import roles
from events.models import Channel, Registration, RegistrationState
from events.services import participants


class PartOfNameFilter(StrictFilter):
    """A part of the name or of the address."""

    schema = {"type": "string", "minLength": 1, "maxLength": LONGEST_VALUE}

    def __init__(self) -> None:
        super().__init__(
            narrow=lambda rows, part: rows.filter(Q(name__icontains=part) | Q(email__icontains=part)),
            about="A part of the name or of the e-mail address.",
        )
        self.has_shape = False

    def read(self, sent: str) -> str:
        return sent


class ParticipantFilters(StrictFilterSet):
    status = CodesFilter(
        RegistrationState.choices, column="state", about="States, any of which may match; without it all."
    )
    q = PartOfNameFilter()


class AnswerDocument(serializers.Serializer[Any]):
    """An answer under the words of the question as they stood then."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    value = serializers.SerializerMethodField()

    @extend_schema_field(ANSWERS["additionalProperties"])
    def get_value(self, answer: Any) -> Any:
        return answer.value


class Participant(OwnRegistration):
    """A registration as the clerks of its event see it. `has_dead_address`: letters do not reach it; please call."""

    channel = serializers.ChoiceField(Channel.choices)
    answers = AnswerDocument(many=True)  # type: ignore[assignment]
    has_dead_address = serializers.BooleanField()

    class Meta(OwnRegistration.Meta):
        fields = (
            "id", "status", "party_size", "name", "email", "channel", "is_resident", "place_in_line", "waiting_reason",
            "offered_until", "cancel_reason", "answers", "attended", "checked_in_at", "has_dead_address", "created_at",
        )  # fmt: skip


class ParticipantList(ListMixin, ApiView):
    """All registrations of an event, the first that came first."""

    authentication_classes = (BearerAuthentication,)
    permission_classes = (IsSignedIn,)
    serializer_class = Participant
    filterset_class = ParticipantFilters
    refusals: ClassVar = {"get": (roles.NotEntrusted,)}
    ordering = ("created_at", "id")

    def get_queryset(self) -> QuerySet[Registration]:
        return participants.look_at(self.kwargs["event_id"], by=actor_of(self.request))

    @extend_schema(operation_id="listParticipants", tags=["content"], filters=True)
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """For editors of the organization; no key of a site opens it. Each look is noted in the audit."""
        with transaction.atomic():  # a look that a bad filter or cursor refuses saw nothing, and leaves no note
            return super().get(request, *args, **kwargs)
