"""Registering, and the acts of a mail's links: each is one call of the domain."""

import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar, TypeVar

from django.utils.translation import get_language
from drf_spectacular.utils import OpenApiExample, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.authentication import BearerAuthentication
from api.bearer import bearer_token
from api.bodies import TokenRequest
from api.idempotency import idempotent
from api.v1.registrations.serializers import (
    ConfirmRequest,
    JoinLink,
    OwnRegistration,
    OwnRegistrationWithToken,
    RegistrationChange,
    RegistrationRequest,
    SignedInRegistrationRequest,
    Unconfirmed,
)
from api.views import ApiView
from core import actors, tokens
from core.accounts.models import Person
from core.errors import Refusal
from core.limits.policies import MAIL
from core.tokens import LinkExpired
from events import errors
from events.models import Registration, RegistrationToken
from events.services import access, join_links, offers, registrations

GUEST = OpenApiExample(
    "A guest", value={"name": "Erika Muster", "email": "erika@example.org", "party_size": 1}, request_only=True
)


class Register(ApiView):
    """Guests confirm by e-mail; who is signed in is confirmed, or waits, at once."""

    authentication_classes = (BearerAuthentication,)
    limits: ClassVar = {"post": MAIL}
    refusals: ClassVar = {
        "post": (
            errors.WorkshopFull, errors.RegistrationClosed, errors.RegistrationNotOpenYet, errors.EventCancelled,
            errors.NoRegistration, errors.RegistrationElsewhere,
        )
    }  # fmt: skip

    @extend_schema(
        operation_id="registerForEvent",
        tags=["registrations"],
        request=RegistrationRequest,
        examples=[GUEST],
        responses={201: OwnRegistration, 202: Unconfirmed},
    )
    @idempotent
    def post(self, request: Request, event_id: uuid.UUID) -> Response:
        """The answer to a guest is the same whether or not the address is known; the rest is in the mail."""
        person = request.user if isinstance(request.user, Person) else None
        wanted = (RegistrationRequest if person is None else SignedInRegistrationRequest).read(request)
        if person is not None:
            registration = registrations.register_person(
                event_id,
                person=person,
                party_size=wanted["party_size"],
                answers=wanted["answers"],
                is_resident=wanted["is_resident"],
                by=actors.person(person),
            )
            location = f"/api/v1/me/registrations/{registration.pk}"
            return Response(OwnRegistration(registration).data, status=201, headers={"Location": location})
        registrations.register(
            event_id,
            name=wanted["name"],
            email=wanted["email"],
            party_size=wanted["party_size"],
            language=get_language() or "de",
            answers=wanted["answers"],
            is_resident=wanted["is_resident"],
            by=actors.GUEST,
        )
        return Response({"status": "unconfirmed"}, status=202)


Act = TypeVar("Act", bound=Callable[..., Response])


class TokenAct(ApiView):
    """An act by the token of a mail's link. The same token again answers 200 with the present state."""

    authentication_classes = ()
    refusals: ClassVar[Mapping[str, Sequence[type[Refusal]]]] = {"post": (LinkExpired,)}

    def act(self, token: str) -> tuple[Registration, str]:
        """Do it, and tell the registration with a token to manage it."""
        raise NotImplementedError

    def answer(self, request: Request) -> Response:
        registration, manage_token = self.act(TokenRequest.read(request)["token"])
        registration.manage_token = manage_token  # type: ignore[attr-defined]
        return Response(OwnRegistrationWithToken(registration).data)


def by_token(operation_id: str, summary: str, *, request: type[TokenRequest] = TokenRequest) -> Callable[[Act], Act]:
    return extend_schema(
        operation_id=operation_id,
        summary=summary,
        tags=["registrations"],
        request=request,
        responses=OwnRegistrationWithToken,
    )


class Confirm(TokenAct):
    refusals: ClassVar = {"post": (LinkExpired, errors.WorkshopFull, errors.EventOver)}

    @by_token(
        "confirmRegistration", "Confirm the address: a seat, or a place on the waiting list", request=ConfirmRequest
    )
    def post(self, request: Request) -> Response:
        return self.answer(request)

    def answer(self, request: Request) -> Response:
        registration, manage_token = self._confirm(**ConfirmRequest.read(request))
        registration.manage_token = manage_token  # type: ignore[attr-defined]
        return Response(OwnRegistrationWithToken(registration).data)

    def _confirm(self, *, token: str, **told: Any) -> tuple[Registration, str]:
        registration = registrations.confirm(token, by=actors.GUEST, **told)
        manage = RegistrationToken.MANAGE
        return registration, tokens.mint(RegistrationToken, purpose=manage, expires_at=None, registration=registration)


class Cancel(TokenAct):
    @by_token("cancelRegistration", "Cancel; the seats go to the next")
    def post(self, request: Request) -> Response:
        return self.answer(request)

    def act(self, token: str) -> tuple[Registration, str]:
        return registrations.cancel(access.registration_for(token).pk, by=actors.GUEST), token


class AcceptOffer(TokenAct):
    refusals: ClassVar = {"post": (LinkExpired, errors.NotOffered, errors.RegistrationEnded)}

    @by_token("acceptOffer", "Accept the offered seat")
    def post(self, request: Request) -> Response:
        return self.answer(request)

    def act(self, token: str) -> tuple[Registration, str]:
        return offers.accept(access.registration_for(token).pk, by=actors.GUEST), token


class DeclineOffer(TokenAct):
    refusals: ClassVar = {"post": (LinkExpired, errors.NotOffered)}

    @by_token("declineOffer", "Decline the offered seat; it goes to the next")
    def post(self, request: Request) -> Response:
        return self.answer(request)

    def act(self, token: str) -> tuple[Registration, str]:
        return offers.decline(access.registration_for(token).pk, by=actors.GUEST), token


class ManageView(ApiView):
    """What a guest does with `Authorization: Bearer <manage token>`."""

    authentication_classes = ()
    own_scheme: ClassVar = "manageToken"

    def registration(self, request: Request) -> Registration:
        """Raises Unauthenticated, LinkExpired."""
        return access.registration_for(bearer_token(request))


class Manage(ManageView):
    """See and change one's registration."""

    refusals: ClassVar = {
        "get": (LinkExpired,),
        "patch": (LinkExpired, errors.NotEnoughSeats, errors.RegistrationEnded),
    }

    @extend_schema(operation_id="getRegistration", tags=["registrations"], responses=OwnRegistration)
    def get(self, request: Request) -> Response:
        return Response(OwnRegistration(self.registration(request)).data)

    @extend_schema(
        operation_id="changeRegistration",
        tags=["registrations"],
        request=RegistrationChange,
        responses=OwnRegistration,
    )
    def patch(self, request: Request) -> Response:
        registration = self.registration(request)
        body = RegistrationChange(data=request.data)
        body.is_valid(raise_exception=True)
        return Response(
            OwnRegistration(registrations.change(registration.pk, by=actors.GUEST, **body.validated_data)).data
        )


class Access(ManageView):
    """The only place that reveals the join link."""

    refusals: ClassVar = {
        "get": (LinkExpired, errors.NotConfirmed, errors.NotYetAvailable, errors.NoJoinLink, errors.EventOver)
    }

    @extend_schema(operation_id="getJoinLink", tags=["registrations"], responses=JoinLink)
    def get(self, request: Request) -> Response:
        return join_link(self.registration(request))


def join_link(registration: Registration) -> Response:
    """The join link of a registration that may see it now. Raises what `join_links.reveal` raises."""
    return Response(JoinLink(join_links.reveal(registration.pk, by=actors.GUEST)).data)
