"""What became of an idea: read by everybody, and added to by the clerks who answer for it."""

import uuid
from http import HTTPStatus
from typing import Any, ClassVar

from django.utils.translation import gettext as _
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.authentication import actor_of
from api.fields import StrictCharField, StrictChoiceField, StrictSerializer, StrictUUIDField
from api.idempotency import idempotent
from api.v1.ideas.serializers import History, HistoryStep
from api.v1.ideas.views import PublicToRead
from core.accounts import roles
from core.errors import FieldError, Invalid, Missing
from ideas import errors
from ideas.models import Idea, IdeaStatus
from ideas.services import answers


class StepRequest(StrictSerializer):
    """The next step of an idea. The present status again, with an answer, is an interim answer."""

    status = StrictChoiceField(IdeaStatus.choices)
    answer = StrictCharField(
        max_length=10_000, multiline=True, allow_blank=True, default="",
        help_text="Public, and told to the author and the followers. It cannot be changed later.",
    )  # fmt: skip
    reason = StrictCharField(
        max_length=2000, multiline=True, allow_blank=True, default="",
        help_text="Public. Required for the status “rejected”.",
    )  # fmt: skip
    duplicate_of = StrictUUIDField(
        required=False, help_text="The public idea this one is continued as; required for the status “duplicate”."
    )


class IdeaHistory(PublicToRead):
    """The steps of an idea, which are only ever added."""

    refusals: ClassVar = {
        "post": (
            roles.NotEntrusted, errors.IdeaNotConfirmed, errors.IdeaNotPublic, errors.IdeaWithdrawn,
            errors.OthersContinueHere, errors.StatusNotPossible,
        )
    }  # fmt: skip

    @extend_schema(operation_id="getIdeaHistory", tags=["ideas"], responses=History)
    def get(self, _request: Request, idea_id: uuid.UUID) -> Response:
        """Each step of a public idea, the oldest first, with the official answers."""
        idea = Idea.objects.public().filter(pk=idea_id).first()
        if idea is None:
            raise Missing
        return Response(History({"results": idea.history.public()}).data)

    @extend_schema(operation_id="answerIdea", tags=["ideas"], request=StepRequest, responses={201: HistoryStep})
    @idempotent
    def post(self, request: Request, idea_id: uuid.UUID) -> Response:
        """Answer an idea, for moderators of the organization that answers for it; who hears of it hears at once."""
        actor, wanted = actor_of(request), StepRequest.read(request)
        step = answers.change_status(
            idea_id, IdeaStatus(wanted["status"]), by=actor, answer=wanted["answer"], reason=wanted["reason"],
            duplicate_of=_target(wanted),
        )  # fmt: skip
        location = f"/api/v1/ideas/{idea_id}/history"
        return Response(HistoryStep(step).data, status=HTTPStatus.CREATED, headers={"Location": location})


def _target(wanted: dict[str, Any]) -> Idea | None:
    """Of ideas that are not public nobody shall learn whether they exist. Raises Invalid."""
    if "duplicate_of" not in wanted:
        return None
    found = Idea.objects.public().filter(pk=wanted["duplicate_of"]).first()
    if found is None:
        sentence = _("Please name another public idea that is neither a duplicate itself nor withdrawn.")
        raise Invalid([FieldError("/duplicate_of", "not_a_target", sentence)])
    return found
