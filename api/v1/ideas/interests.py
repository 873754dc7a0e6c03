"""Supporting and following ideas: signed in at once, as a guest by the link of a mail; and one's own of both."""

import uuid
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any, ClassVar

from django.utils.translation import get_language
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.authentication import person_of
from api.fields import StrictCharField, StrictEmailField, StrictSerializer
from api.v1.ideas.serializers import PendingConfirmation
from api.v1.ideas.views import PublicToRead
from api.v1.me.views import MeView
from api.views import ApiView, ListMixin
from core.accounts.models import Person
from core.errors import Missing
from core.limits.policies import GUEST_MAIL
from core.tokens import LinkExpired
from ideas import errors
from ideas.models import Follow, Idea, IdeaStatus, Support, Visibility, Wish
from ideas.models.interest import InterestQuerySet
from ideas.services import follows, interests, supports

SIGNED_IN: Mapping[Wish, Callable[..., None]] = {
    Wish.SUPPORT: supports.give,
    Wish.WITHDRAW_SUPPORT: supports.withdraw,
    Wish.FOLLOW: follows.begin,
    Wish.UNFOLLOW: follows.end,
}
NOT_NOW = (errors.DiscussionClosed, errors.IdeaClosed, errors.IdeaContinued, errors.IdeaWithdrawn)


class InterestRequest(StrictSerializer):
    """Guests give their e-mail address, which is never shown; signed in, it is not used."""

    email = StrictEmailField(required=False)


class GuestInterestRequest(InterestRequest):
    email = StrictEmailField()


class MailLinkRequest(StrictSerializer):
    """The token of a mail's link."""

    token = StrictCharField(max_length=200)


class GuestInterest(serializers.Serializer[Any]):
    """How the guest stands to the idea now."""

    idea = serializers.UUIDField(source="idea.pk")
    supports = serializers.BooleanField()
    follows = serializers.BooleanField()


class _Touch(PublicToRead):
    """Done at once for who is signed in; a guest gets a mail first, whether or not the address is known."""

    delete_body: ClassVar = InterestRequest
    limits: ClassVar = {"put": GUEST_MAIL, "delete": GUEST_MAIL}

    def touch(self, request: Request, idea_id: uuid.UUID, wish: Wish) -> Response:
        person = request.user if isinstance(request.user, Person) else None
        wanted: dict[str, Any] = (InterestRequest if person else GuestInterestRequest).read(request)
        if person is None:
            interests.ask(idea_id, email=wanted["email"], wish=wish, language=get_language() or "de")
            return Response({"status": Visibility.PENDING_CONFIRMATION}, status=HTTPStatus.ACCEPTED)
        SIGNED_IN[wish](idea_id, person=person)
        return Response(status=HTTPStatus.NO_CONTENT)


def _documented(operation_id: str) -> Callable[..., Any]:
    return extend_schema(
        operation_id=operation_id, tags=["ideas"], request=InterestRequest,
        responses={204: None, 202: PendingConfirmation},
    )  # fmt: skip


class SupportView(_Touch):
    refusals: ClassVar = {"put": NOT_NOW}

    @_documented("supportIdea")
    def put(self, request: Request, idea_id: uuid.UUID) -> Response:
        """Support a public, open idea: signed in 204; as a guest 202, and a mail asks to confirm the address.

        Repeating it changes nothing. A call for ideas says in `actions.support` whether its ideas can be supported now.
        """
        return self.touch(request, idea_id, Wish.SUPPORT)

    @_documented("withdrawSupport")
    def delete(self, request: Request, idea_id: uuid.UUID) -> Response:
        """Support it no longer, at any time. Repeating it changes nothing."""
        return self.touch(request, idea_id, Wish.WITHDRAW_SUPPORT)


class FollowView(_Touch):
    refusals: ClassVar = {"put": (errors.IdeaWithdrawn,)}

    @_documented("followIdea")
    def put(self, request: Request, idea_id: uuid.UUID) -> Response:
        """Hear of each step of a public idea: signed in 204; as a guest 202, and a mail asks to confirm the address.

        Repeating it changes nothing. `/me/notification-settings` chooses how one hears of it.
        """
        return self.touch(request, idea_id, Wish.FOLLOW)

    @_documented("unfollowIdea")
    def delete(self, request: Request, idea_id: uuid.UUID) -> Response:
        """Follow it no longer; that is remembered. Repeating it changes nothing."""
        return self.touch(request, idea_id, Wish.UNFOLLOW)


class InterestConfirmation(ApiView):
    """The token of the mail's link proves the address."""

    refusals: ClassVar = {"post": (LinkExpired, Missing, *NOT_NOW)}
    authentication_classes = ()

    @extend_schema(operation_id="confirmInterest", tags=["ideas"], request=MailLinkRequest, responses=GuestInterest)
    def post(self, request: Request) -> Response:
        """Do what a guest asked for: support or follow, or end it. Repeating it answers with the present state."""
        return Response(GuestInterest(interests.confirm(MailLinkRequest.read(request)["token"])).data)


class EndOfFollowing(ApiView):
    """The token of the link in a mail about a followed idea."""

    refusals: ClassVar = {"post": (LinkExpired,)}
    authentication_classes = ()

    @extend_schema(operation_id="unfollowByLink", tags=["ideas"], request=MailLinkRequest, responses={204: None})
    def post(self, request: Request) -> Response:
        """Follow it no longer, by the link in a mail about it. Repeating it changes nothing."""
        follows.end_by_link(MailLinkRequest.read(request)["token"])
        return Response(status=HTTPStatus.NO_CONTENT)


class OwnInterestIdea(serializers.ModelSerializer[Idea]):
    """Enough of a public idea for a line in a list."""

    status = serializers.ChoiceField(IdeaStatus.choices)

    class Meta:
        model = Idea
        fields = ("id", "reference", "title", "status")


class OwnInterest(serializers.Serializer[Any]):
    """A public idea you support or follow, and since when."""

    idea = OwnInterestIdea()
    since = serializers.DateField()


def theirs(model: type[Support] | type[Follow], person: Person) -> InterestQuerySet[Any]:
    """What the person's list has."""
    rows: InterestQuerySet[Any] = model.objects.current()
    return rows.filter(person=person, idea__visibility=Visibility.PUBLIC).select_related("idea")


class _OwnInterests(ListMixin, MeView):
    serializer_class = OwnInterest
    ordering = ("-since", "-id")
    model: ClassVar[type[Support] | type[Follow]]

    def get_queryset(self) -> InterestQuerySet[Any]:
        return theirs(self.model, person_of(self.request))


class OwnSupports(_OwnInterests):
    """The public ideas you support, the latest first."""

    model = Support

    @extend_schema(operation_id="listMySupports", tags=["me"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class OwnFollows(_OwnInterests):
    """The public ideas you follow, the latest first."""

    model = Follow

    @extend_schema(operation_id="listMyFollows", tags=["me"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)
