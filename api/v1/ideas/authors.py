"""What the author of an idea can do with it: confirm, see, change and withdraw it."""

import uuid
from http import HTTPStatus
from typing import Any, ClassVar

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import rendering
from api.authentication import person_of
from api.idempotency import idempotent
from api.v1.ideas.requests import DraftRequest, IdeaChange, IdeaConfirmationRequest, SolvedAnswer
from api.v1.ideas.serializers import IdeaDocument, OwnIdea, own_details, own_document
from api.v1.ideas.views import PublicToRead
from api.v1.me.views import MeView
from api.views import ApiView, ListMixin
from core import actors
from core.errors import Forbidden, Missing
from core.tokens import LinkExpired
from ideas import errors
from ideas.models import Idea
from ideas.models.idea import IdeaQuerySet
from ideas.services import drafts, ideas, solved


class IdeaConfirmation(ApiView):
    """The token of the mail's link proves the address."""

    refusals: ClassVar = {"post": (LinkExpired, errors.AuthorBlocked)}
    authentication_classes = ()

    @extend_schema(operation_id="confirmIdea", tags=["ideas"], request=IdeaConfirmationRequest, responses=OwnIdea)
    def post(self, request: Request) -> Response:
        """Confirm a guest's idea; repeating it answers with the present state."""
        return Response(own_document(ideas.confirm(IdeaConfirmationRequest.read(request)["token"]).pk))


class IdeaDetail(PublicToRead):
    """One idea: public to read, its author's to change."""

    refusals: ClassVar = {
        "patch": (Forbidden, errors.AuthorBlocked, errors.IdeaNotEditable, errors.IdeaWithdrawn),
        "delete": (Forbidden,),
    }

    @extend_schema(operation_id="getIdea", tags=["ideas"], responses=IdeaDocument)
    def get(self, request: Request, idea_id: uuid.UUID) -> Response:
        """A public idea, the same for everyone. One that is not public is shown to its author, as in `/me/ideas`."""
        document = rendering.document_of("idea", Idea.objects.public().filter(pk=idea_id))
        if document is not None:
            return Response(document)
        idea = own_details(Idea.objects.filter(pk=idea_id)).first()
        if idea is None or idea.author is None or idea.author != request.user:
            raise Missing
        return Response(OwnIdea(idea).data, headers={"Cache-Control": ApiView.cache_control})

    @extend_schema(operation_id="changeIdea", tags=["ideas"], request=IdeaChange, responses=OwnIdea)
    def patch(self, request: Request, idea_id: uuid.UUID) -> Response:
        """Change an own idea until the first support or answer; where it is checked beforehand, it is once more.

        Becoming anonymous, taking photos back and ceasing to follow is always possible; another `call`, or none, only
        for a draft: say one whose call has closed.
        """
        author = actors.person(person_of(request))
        ideas.change(idea_id, by=author, **IdeaChange.read_contents(request))
        return Response(own_document(idea_id))

    @extend_schema(operation_id="withdrawIdea", tags=["ideas"], responses={204: None})
    def delete(self, request: Request, idea_id: uuid.UUID) -> Response:
        """Withdraw an own idea, at any time. A public one stays readable with the status `withdrawn`.

        A draft is deleted.
        """
        ideas.withdraw(idea_id, by=actors.person(person_of(request)))
        return Response(status=HTTPStatus.NO_CONTENT)


class DraftSubmission(MeView):
    """Handing in what was a draft."""

    refusals: ClassVar = {"post": (Forbidden, errors.AuthorBlocked, errors.CallClosed, errors.CallNotOpenYet)}

    @extend_schema(operation_id="submitDraft", tags=["ideas"], request=None, responses=OwnIdea)
    def post(self, request: Request, idea_id: uuid.UUID) -> Response:
        """Hand in an own draft as it stands. One that is handed in already stays as it is."""
        person = person_of(request)
        ideas.submit_draft(idea_id, person=person, by=actors.person(person))
        return Response(own_document(idea_id))


class IdeaSolved(MeView):
    """Whether the idea has solved what it was about."""

    refusals: ClassVar = {"put": (Forbidden, errors.NotAsked)}

    @extend_schema(operation_id="sayWhetherSolved", tags=["ideas"], request=SolvedAnswer, responses=OwnIdea)
    def put(self, request: Request, idea_id: uuid.UUID) -> Response:
        """As the author, say whether it has been solved. The last answer counts; it is public from the next day."""
        said = SolvedAnswer.read(request)["solved"]
        solved.answer(idea_id, said, by=actors.person(person_of(request)))
        return Response(own_document(idea_id))


class OwnIdeas(ListMixin, MeView):
    """All ideas of the account, whoever can see them, the newest first; drafts have no date yet and stand last."""

    serializer_class = OwnIdea
    refusals: ClassVar = {"post": (errors.TooManyDrafts,)}
    ordering = ("-listed_on", "-id")

    def get_queryset(self) -> IdeaQuerySet:
        return own_details(Idea.objects.filter(author=person_of(self.request)))

    @extend_schema(operation_id="listMyIdeas", tags=["me"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(operation_id="createDraft", tags=["me"], request=DraftRequest, responses={201: OwnIdea})
    @idempotent
    def post(self, request: Request) -> Response:
        """Keep a draft, which only you see: change it as any own idea, and hand it in when it is ready."""
        person = person_of(request)
        idea = drafts.begin(
            person=person, language=person.language, by=actors.person(person), **DraftRequest.read_contents(request)
        )
        location = f"/api/v1/ideas/{idea.pk}"
        return Response(own_document(idea.pk), status=HTTPStatus.CREATED, headers={"Location": location})
