"""Ideas that the staff of a workshop or an office writes down for somebody."""

from http import HTTPStatus
from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.authentication import BearerAuthentication, actor_of
from api.fields import (
    StrictBooleanField,
    StrictCharField,
    StrictChoiceField,
    StrictDateField,
    StrictEmailField,
    StrictUUIDField,
)
from api.idempotency import idempotent
from api.permissions import IsEntrusted
from api.v1.ideas.requests import IdeaChange, StrictSlugField
from api.v1.ideas.serializers import IdeaDocument
from api.views import ApiView
from core.accounts import roles
from core.actors import Act
from core.models import Publication
from events.models import Event
from ideas.models import Display, Idea, IdeaCall, IdeaChannel
from ideas.services import entering
from ideas.services.entering import Origin

RECORDED = [(one.value, one.label) for one in IdeaChannel if one != IdeaChannel.ONLINE]


class EventField(StrictUUIDField):
    """A public event by its id."""

    default_error_messages = {"does_not_exist": _("There is no such public event.")}

    def to_internal_value(self, data: Any) -> Any:
        event = Event.objects.filter(pk=super().to_internal_value(data), publication=Publication.PUBLISHED).first()
        return event or self.fail("does_not_exist")


class RecordingRequest(IdeaChange):
    """An idea as somebody said or wrote it. Name and address only with consent; without a wish it is anonymous."""

    title = StrictCharField(max_length=200)
    text = StrictCharField(max_length=5000, multiline=True)
    call = StrictSlugField(
        queryset=IdeaCall.objects.published(), allow_null=True, required=False,
        help_text="Also one that has closed: what was said in time may be written down later.",
    )  # fmt: skip
    channel = StrictChoiceField(RECORDED, help_text="How it came in.")
    event = EventField(allow_null=True, required=False, help_text="The workshop; only with the channel `workshop`.")
    origin = StrictCharField(
        max_length=200, allow_blank=True, required=False,
        help_text="Public, in words. Left out, it is the workshop's title or how the idea came in.",
    )  # fmt: skip
    submitted_on = StrictDateField(required=False, help_text="The day it was said or written; default today.")
    email = StrictEmailField(required=False, help_text="Never shown. They hear of each step, as other authors do.")
    has_consent = StrictBooleanField(
        required=False, help_text="They agree, said or signed, to be named and to be written to. Default false."
    )
    display = StrictChoiceField(Display.choices, required=False, help_text="As they wish; default “anonymous”.")


class RecordedIdea(IdeaDocument):
    """What was written down. It is public at once if you answer for ideas there, else a moderator reads it first."""

    class Meta(IdeaDocument.Meta):
        fields = (*IdeaDocument.Meta.fields, "visibility")


class IsRecorder(IsEntrusted):
    """Who answers for ideas, holds workshops or makes calls."""

    def acts(self, _view: Any) -> tuple[Act, ...]:
        return (Act.IDEAS, Act.EVENTS, Act.CALLS)


class Recording(ApiView):
    authentication_classes = (BearerAuthentication,)
    permission_classes = (IsRecorder,)
    refusals: ClassVar = {"post": (roles.NotEntrusted,)}

    @extend_schema(operation_id="recordIdea", tags=["content"], request=RecordingRequest, responses={201: RecordedIdea})
    @idempotent
    def post(self, request: Request) -> Response:
        """Write down an idea for somebody: from a workshop, on paper, by telephone. No account is needed."""
        values = RecordingRequest.read_contents(request)
        origin = Origin(
            channel=IdeaChannel(values.pop("channel")), event=values.pop("event", None),
            words=values.pop("origin", ""), said_on=values.pop("submitted_on", None),
        )  # fmt: skip
        idea = entering.record_for(origin=origin, by=actor_of(request), **values)
        told = RecordedIdea(Idea.objects.with_details().get(pk=idea.pk)).data
        return Response(told, status=HTTPStatus.CREATED, headers={"Location": f"/api/v1/ideas/{idea.pk}"})
