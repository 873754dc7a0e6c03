"""Bodies of registration: what people send, and what they see of their own."""

from typing import Any, ClassVar

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from api.bodies import TokenRequest
from api.fields import StrictBooleanField, StrictCharField, StrictEmailField, StrictIntegerField, StrictSerializer
from api.representations import Document
from events import asking
from events.models import CancelReason, Event, Registration, RegistrationState, WaitingReason
from events.services import line


class AnswerField(serializers.Field[Any, Any, Any, Any]):
    """What any question could take: a text, true or false, or several of its choices."""

    default_error_messages: ClassVar = {"invalid": _("Please answer with a text, true or false, or a list of texts.")}

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, list) and len(data) <= asking.MOST_CHOICES:
            is_right = all(isinstance(one, str) and len(one) <= asking.LONGEST_CHOICE for one in data)
        else:
            is_right = isinstance(data, bool) or (isinstance(data, str) and len(data) <= asking.LONGEST_TEXT)
        return data if is_right else self.fail("invalid")

    def to_representation(self, value: Any) -> Any:
        return value


ANSWERS: dict[str, Any] = {
    "type": "object",
    "additionalProperties": {
        "type": ["string", "boolean", "array", "null"],
        "items": {"type": "string", "maxLength": asking.LONGEST_CHOICE},
        "maxLength": asking.LONGEST_TEXT,
        "maxItems": asking.MOST_CHOICES,
    },
}


@extend_schema_field(ANSWERS)
class AnswersField(serializers.DictField):
    """Answers to the workshop's questions, by their key; the workshop knows which ones it takes."""

    child = AnswerField(allow_null=True)


class RegistrationRequest(StrictSerializer):
    """What a guest sends. Signed in, name and address are those of the account; what is sent of them is not used."""

    name = StrictCharField(max_length=100)
    email = StrictEmailField()
    party_size = StrictIntegerField(min_value=1, max_value=100, default=1)
    answers = AnswersField(default=dict)
    is_resident = StrictBooleanField(default=False)


class SignedInRegistrationRequest(RegistrationRequest):
    name = StrictCharField(max_length=100, required=False)
    email = StrictEmailField(required=False)


class RegistrationChange(StrictSerializer):
    name = StrictCharField(max_length=100, required=False)
    party_size = StrictIntegerField(min_value=1, max_value=100, required=False)
    answers = AnswersField(required=False)


class ConfirmRequest(TokenRequest):
    """Who registered by mail gives the answers and the declaration now; of others they are not used."""

    answers = AnswersField(default=dict)
    is_resident = StrictBooleanField(default=False)


class EventReference(Document[Event]):
    class Meta:
        model = Event
        fields = ("id", "title", "starts_at")


class OwnRegistration(serializers.ModelSerializer[Registration]):
    """A registration as its owner sees it. `place_in_line` is 1 for the next one, null for who does not wait.

    `waiting_reason` says why no seat is offered at this moment.
    """

    status = serializers.ChoiceField(RegistrationState.choices, source="state")
    cancel_reason = serializers.SerializerMethodField()
    event = EventReference(source="workshop.event")
    place_in_line = serializers.IntegerField(allow_null=True)
    waiting_reason = serializers.SerializerMethodField()
    answers = serializers.SerializerMethodField()

    class Meta:
        model = Registration
        fields: tuple[str, ...] = (
            "id", "status", "party_size", "name", "event", "place_in_line", "waiting_reason", "offered_until",
            "cancel_reason", "answers",
        )  # fmt: skip

    @extend_schema_field({"type": ["string", "null"], "enum": [*WaitingReason.values, None]})
    def get_waiting_reason(self, registration: Registration) -> str | None:
        return line.why_waiting(registration, now=timezone.now())

    @extend_schema_field(ANSWERS)
    def get_answers(self, registration: Registration) -> dict[str, Any]:
        return {answer.key: answer.value for answer in registration.answers.all()}

    @extend_schema_field({"type": ["string", "null"], "enum": [*CancelReason.values, None]})
    def get_cancel_reason(self, registration: Registration) -> str | None:
        return registration.cancel_reason or None


class KeptRegistration(OwnRegistration):
    """A registration in a copy of `/me/sync`: without `waiting_reason`, which time and others change.

    Who wants to know why nobody moves asks for the registration itself.
    """

    class Meta(OwnRegistration.Meta):
        fields = tuple(name for name in OwnRegistration.Meta.fields if name != "waiting_reason")


class OwnRegistrationWithToken(OwnRegistration):
    """With the token to see, change and cancel it; keep it safe, it opens the join link as well."""

    manage_token = serializers.CharField()

    class Meta(OwnRegistration.Meta):
        fields = (*OwnRegistration.Meta.fields, "manage_token")


class JoinLink(StrictSerializer):
    join_url = serializers.URLField()
    available_from = serializers.DateTimeField(source="join_link_from", allow_null=True)


class Unconfirmed(StrictSerializer):
    status = serializers.ChoiceField([RegistrationState.UNCONFIRMED])
