"""Comments below an idea: read, written, confirmed, mended and withdrawn."""

import uuid
from functools import cached_property
from http import HTTPStatus
from typing import Any, ClassVar

from django.http import HttpResponse
from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.authentication import actor_of, person_of
from api.caching import Versions
from api.idempotency import idempotent
from api.v1.ideas.comment_serializers import (
    CommentChange,
    CommentConfirmationRequest,
    CommentDocument,
    CommentRequest,
    GuestCommentRequest,
    OwnComment,
    own_comment,
)
from api.v1.ideas.serializers import PendingConfirmation
from api.v1.ideas.views import PublicToRead
from api.v1.me.views import MeView
from api.views import ApiView, ListMixin, PublicList
from core import actors
from core.accounts import roles
from core.accounts.models import Person
from core.changes import log
from core.errors import Forbidden, Missing, Unauthenticated
from core.limits.policies import NEW_ADDRESS
from core.tokens import LinkExpired
from ideas import errors
from ideas.models import Comment, CommentVisibility, Idea
from ideas.models.comment import CommentQuerySet
from ideas.services import comments


class CommentList(PublicToRead, PublicList):
    """What is said about a public idea, the oldest first."""

    document_type = "comment"
    serializer_class = CommentDocument
    ordering = ("position",)
    limits: ClassVar = {"post": NEW_ADDRESS}
    refusals: ClassVar = {
        "post": (errors.AuthorBlocked, errors.DiscussionClosed, errors.IdeaWithdrawn, roles.NotEntrusted)
    }

    @cached_property
    def versions(self) -> Versions:
        """Hiding the idea ends the list, also one without comments."""
        return log.versions(["idea", "comment"])

    def get_queryset(self) -> CommentQuerySet:
        return Comment.objects.public().filter(idea=self.kwargs["idea_id"]).with_details()

    @extend_schema(operation_id="listComments", tags=["ideas"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    def list(self, request: Request, *_args: Any, **kwargs: Any) -> HttpResponse:  # type: ignore[override]
        def body() -> bytes:
            if not Idea.objects.public().filter(pk=kwargs["idea_id"]).exists():
                raise Missing
            return self._body()

        self.versions  # noqa: B018 - read before what they are the versions of
        return self.kept(request, body)

    @extend_schema(
        operation_id="submitComment", tags=["ideas"], request=CommentRequest,
        responses={201: OwnComment, 202: PendingConfirmation},
    )  # fmt: skip
    @idempotent
    def post(self, request: Request, idea_id: uuid.UUID) -> Response:
        """Comment on a public idea: signed in 201; as a guest 202, and a mail asks to confirm the address.

        It is read before it is public. Clerks who answer for the idea may speak officially.
        """
        person = request.user if isinstance(request.user, Person) else None
        wanted = (CommentRequest if person else GuestCommentRequest).read(request)
        is_official, email = wanted.pop("official"), wanted.pop("email", "")
        if person is None:
            if is_official:
                raise Unauthenticated
            comments.submit(idea_id, email=email, language=get_language() or "de", by=actors.GUEST, **wanted)
            return Response({"status": CommentVisibility.PENDING_CONFIRMATION}, status=HTTPStatus.ACCEPTED)
        if is_official:
            comment = comments.submit_officially(idea_id, person=person, text=wanted["text"], by=actor_of(request))
        else:
            comment = comments.submit_as(idea_id, person=person, by=actors.person(person), **wanted)
        location = f"/api/v1/ideas/{idea_id}/comments"
        return Response(own_comment(comment.pk), status=HTTPStatus.CREATED, headers={"Location": location})


class CommentConfirmation(ApiView):
    """The token of the mail's link proves the address."""

    refusals: ClassVar = {"post": (LinkExpired, errors.AuthorBlocked, errors.IdeaWithdrawn)}
    authentication_classes = ()

    @extend_schema(
        operation_id="confirmComment", tags=["ideas"], request=CommentConfirmationRequest, responses=OwnComment
    )
    def post(self, request: Request) -> Response:
        """Confirm a guest's comment; repeating it answers with the present state."""
        return Response(own_comment(comments.confirm(CommentConfirmationRequest.read(request)["token"]).pk))


class CommentDetail(MeView):
    """One's own comment."""

    refusals: ClassVar = {
        "patch": (
            Forbidden,
            errors.AuthorBlocked,
            errors.CommentWithdrawn,
            errors.CommentHidden,
            errors.DiscussionClosed,
            errors.IdeaWithdrawn,
        ),
        "delete": (Forbidden,),
    }

    @extend_schema(operation_id="changeComment", tags=["ideas"], request=CommentChange, responses=OwnComment)
    def patch(self, request: Request, comment_id: uuid.UUID) -> Response:
        """Mend an own comment as long as one may comment; it is read again before others see it."""
        text = CommentChange.read(request)["text"]
        comments.change(comment_id, text=text, by=actors.person(person_of(request)))
        return Response(own_comment(comment_id))

    @extend_schema(operation_id="withdrawComment", tags=["ideas"], responses={204: None})
    def delete(self, request: Request, comment_id: uuid.UUID) -> Response:
        """Withdraw an own comment, at any time. Its text goes for good."""
        comments.withdraw(comment_id, by=actors.person(person_of(request)))
        return Response(status=HTTPStatus.NO_CONTENT)


class OwnComments(ListMixin, MeView):
    """All comments of the account, whoever can see them, the newest first."""

    serializer_class = OwnComment
    ordering = ("-created_at", "-id")

    def get_queryset(self) -> CommentQuerySet:
        return Comment.objects.filter(author=person_of(self.request)).with_details()

    @extend_schema(operation_id="listMyComments", tags=["me"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)
