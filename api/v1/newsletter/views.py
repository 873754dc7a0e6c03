"""The newsletter: asked for, confirmed, changed and ended, each one call of the domain."""

from http import HTTPStatus
from typing import Any, ClassVar

from django.utils.translation import get_language
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.bearer import bearer_token
from api.bodies import TokenRequest
from api.idempotency import idempotent
from api.parsers import StrictJSONParser
from api.v1.newsletter.forms import FORM, MULTIPART, FormParser, SmallMultiPartParser
from api.v1.newsletter.serializers import (
    NewsletterAsked,
    NewsletterChange,
    NewsletterConfirmed,
    NewsletterEnd,
    NewsletterEnded,
    NewsletterOneClick,
    NewsletterPreferences,
    NewsletterRequest,
)
from api.views import ApiView
from core.actors import GUEST
from core.limits.policies import NEW_ADDRESS
from core.tokens import LinkExpired
from news import subscription_links
from news.errors import NotSubscribed
from news.models import SubscriptionState
from news.services import subscriptions
from news.subscription_wishes import Wishes

TOKEN = OpenApiParameter(
    "token", str, description="The token of an issue's link, where the body is that of RFC 8058.", required=False
)


class Subscribe(ApiView):
    """For everyone: the app, and the municipalities' own sites for their visitors."""

    authentication_classes = ()
    limits: ClassVar = {"post": NEW_ADDRESS}

    @extend_schema(
        operation_id="subscribeToNewsletter", tags=["newsletter"], request=NewsletterRequest,
        responses={202: NewsletterAsked},
    )  # fmt: skip
    @idempotent
    def post(self, request: Request) -> Response:
        """A letter goes to the address, whether or not it is known: nothing else comes before its link is confirmed.

        Again while unconfirmed: the new wishes, a new letter. Who gets the newsletter already is told so by mail, with
        the link to change it. Before the form stands what `explanations.newsletter` of `/config` says.
        """
        wanted = dict(NewsletterRequest.read(request))
        email, language = wanted.pop("email"), wanted.pop("language", None) or get_language() or "de"
        subscriptions.ask(email=email, wishes=Wishes(**wanted), language=language)
        return Response({"status": SubscriptionState.UNCONFIRMED}, status=HTTPStatus.ACCEPTED)


class Confirm(ApiView):
    """The token of the letter proves the address."""

    authentication_classes = ()
    refusals: ClassVar = {"post": (LinkExpired,)}

    @extend_schema(
        operation_id="confirmNewsletter", tags=["newsletter"], request=TokenRequest, responses=NewsletterConfirmed
    )
    def post(self, request: Request) -> Response:
        """Agree to what the letter says; the next issue comes. Repeating it answers with the present state."""
        subscription = subscriptions.confirm(TokenRequest.read(request)["token"], by=GUEST)
        subscription.preferences_token = subscription_links.token_for(subscription)  # type: ignore[attr-defined]
        return Response(NewsletterConfirmed(subscription).data)


class Unsubscribe(ApiView):
    """By the link of an issue; mail programs do it with one click."""

    authentication_classes = ()
    parser_classes = (StrictJSONParser, FormParser, SmallMultiPartParser)
    query_parameters = ("token",)
    refusals: ClassVar = {"post": (LinkExpired,)}

    @extend_schema(
        operation_id="unsubscribeFromNewsletter", tags=["newsletter"], parameters=[TOKEN],
        request={"application/json": NewsletterEnd, FORM: NewsletterOneClick, MULTIPART: NewsletterOneClick},
        responses=NewsletterEnded,
    )  # fmt: skip
    def post(self, request: Request) -> Response:
        """End it: the address and all that hangs on it is deleted. Repeating it, or what has ended, is a 200 too.

        Either the token stands in a JSON body, or in the address with the form of RFC 8058 as body.
        """
        subscriptions.unsubscribe(self._token(request), by=GUEST)
        return Response({"status": "ended"})

    def _token(self, request: Request) -> str:
        if (request.content_type or "").partition(";")[0].strip().lower() in {FORM, MULTIPART}:
            NewsletterOneClick.read(request)
            return request.GET.get("token", "")
        token: str = NewsletterEnd.read(request)["token"]
        return token


class Preferences(ApiView):
    """What one does with `Authorization: Bearer <token of an issue's link>`."""

    authentication_classes = ()
    own_scheme: ClassVar = "newsletterToken"
    refusals: ClassVar[Any] = dict.fromkeys(("get", "patch"), (LinkExpired, NotSubscribed))

    @extend_schema(operation_id="getNewsletterPreferences", tags=["newsletter"], responses=NewsletterPreferences)
    def get(self, request: Request) -> Response:
        return Response(NewsletterPreferences(subscriptions.behind(bearer_token(request))).data)

    @extend_schema(
        operation_id="changeNewsletterPreferences", tags=["newsletter"], request=NewsletterChange,
        responses=NewsletterPreferences,
    )  # fmt: skip
    def patch(self, request: Request) -> Response:
        """What is left out stays as it is; the next issue goes by it."""
        token = bearer_token(request)
        changed = subscriptions.change(token, **NewsletterChange.read_changes(request), by=GUEST)
        return Response(NewsletterPreferences(changed).data)
