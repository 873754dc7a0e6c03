"""Polls: list, one, its results, voting, and one's own ballots."""

import uuid
from http import HTTPStatus
from typing import Any, ClassVar

from django.db.models import QuerySet
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.authentication import person_of
from api.idempotency import idempotent
from api.v1.me.views import MeView
from api.v1.polls.filters import PollFilters
from api.v1.polls.serializers import BallotRequest, OwnBallot, PollDocument, PollResults
from api.views import ListMixin, PublicDetail, PublicList, PublicView
from core.errors import Missing
from ideas import errors
from ideas.models import Ballot, Poll
from ideas.models.poll import PollQuerySet
from ideas.services import polls


class PollList(PublicList):
    """Polls, those that opened last first; closed ones stay in the list."""

    document_type = "poll"
    serializer_class = PollDocument
    filterset_class = PollFilters
    ordering = ("-opens_at", "-id")

    def get_queryset(self) -> PollQuerySet:
        return public_polls()

    @extend_schema(operation_id="listPolls", tags=["polls"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class PollDetail(PublicDetail):
    """One poll."""

    document_type = "poll"
    serializer_class = PollDocument
    lookup_field = "pk"
    lookup_url_kwarg = "poll_id"

    def get_queryset(self) -> PollQuerySet:
        return public_polls()

    @extend_schema(operation_id="getPoll", tags=["polls"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class PollResultsView(PublicView):
    """What came of a poll."""

    refusals: ClassVar = {"get": (errors.ResultsNotYet,)}

    @extend_schema(operation_id="getPollResults", tags=["polls"], responses=PollResults)
    def get(self, _request: Request, poll_id: uuid.UUID) -> Response:
        """How many voted, and for what; 409 until the poll tells its results."""
        poll = Poll.objects.published().filter(pk=poll_id).first()
        if poll is None:
            raise Missing
        counted = polls.results(poll)
        facts = {"poll": poll.pk, "conclusion": poll.conclusion}
        return Response(PollResults({**facts, "ballots": counted.ballots, "options": counted.options}).data)


class BallotList(MeView):
    """Voting: for who is signed in."""

    refusals: ClassVar = {"post": (errors.PollNotOpenYet, errors.PollClosed, errors.AlreadyVoted)}

    @extend_schema(operation_id="vote", tags=["polls"], request=BallotRequest, responses={201: OwnBallot})
    @idempotent
    def post(self, request: Request, poll_id: uuid.UUID) -> Response:
        """Cast your ballot, once and for good. Nobody else sees what you voted, and nobody that you did."""
        wanted = BallotRequest.read(request)
        ballot = polls.vote(poll_id, person=person_of(request), options=wanted["options"], text=wanted["text"])
        headers = {"Location": "/api/v1/me/ballots"}
        return Response(OwnBallot(ballot).data, status=HTTPStatus.CREATED, headers=headers)


class OwnBallots(ListMixin, MeView):
    """Your own ballots, the newest first."""

    serializer_class = OwnBallot
    ordering = ("-cast_on", "-id")

    def get_queryset(self) -> QuerySet[Ballot]:
        return Ballot.objects.filter(person=person_of(self.request)).prefetch_related("options")

    @extend_schema(operation_id="listMyBallots", tags=["me"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


def public_polls() -> PollQuerySet:
    return Poll.objects.published().with_details()
