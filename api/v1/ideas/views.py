"""Reading ideas, and handing one in."""

from datetime import datetime
from http import HTTPStatus
from typing import Any, ClassVar

from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework.permissions import SAFE_METHODS
from rest_framework.request import Request
from rest_framework.response import Response

from api import rotation
from api.authentication import BearerAuthentication
from api.idempotency import idempotent
from api.ordering import Ordered
from api.ranking import Ranked
from api.v1.ideas.filters import ORDERS, IdeaListFilters
from api.v1.ideas.requests import GuestIdeaRequest, IdeaRequest
from api.v1.ideas.serializers import IdeaDocument, OwnIdea, PendingConfirmation, own_document
from api.views import PublicList, PublicView
from core import actors
from core.accounts.models import Person
from core.limits.policies import MAIL
from ideas import errors
from ideas.models import Idea, Visibility
from ideas.models.idea import NEWEST, IdeaQuerySet
from ideas.services import ideas


class PublicToRead(PublicView):
    """Reading is the same for everyone and asks nobody who it is; writing does."""

    authentication_classes = (BearerAuthentication,)  # type: ignore[assignment]

    def perform_authentication(self, request: Request) -> None:
        if request.method not in SAFE_METHODS:
            super().perform_authentication(request)


class IdeaList(PublicToRead, Ordered, Ranked, PublicList):
    """Ideas, the newest first, those of unknown date at the end; or in one of other orders."""

    document_type = "idea"
    serializer_class = IdeaDocument
    filterset_class = IdeaListFilters
    ordering = NEWEST
    orders = ORDERS
    limits: ClassVar = {"post": MAIL}
    refusals: ClassVar = {"post": (errors.CallClosed, errors.CallNotOpenYet)}

    def get_queryset(self) -> IdeaQuerySet:
        return Idea.objects.public().with_details()

    def valid_until(self, now: datetime) -> datetime | None:
        """The random order changes with the day."""
        return rotation.turns_at(now)

    @extend_schema(operation_id="listIdeas", tags=["ideas"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(
        operation_id="submitIdea", tags=["ideas"], request=IdeaRequest,
        responses={201: OwnIdea, 202: PendingConfirmation},
    )  # fmt: skip
    @idempotent
    def post(self, request: Request) -> Response:
        """Hand in an idea: signed in 201; as a guest 202, and a mail asks to confirm the address."""
        person = request.user if isinstance(request.user, Person) else None
        contents = (IdeaRequest if person else GuestIdeaRequest).read_contents(request)
        email = contents.pop("email", "")
        if person is None:
            ideas.submit(email=email, language=get_language() or "de", by=actors.GUEST, **contents)
            return Response({"status": Visibility.PENDING_CONFIRMATION}, status=HTTPStatus.ACCEPTED)
        idea = ideas.submit_as(person=person, language=person.language, by=actors.person(person), **contents)
        location = f"/api/v1/ideas/{idea.pk}"
        return Response(own_document(idea.pk), status=HTTPStatus.CREATED, headers={"Location": location})
