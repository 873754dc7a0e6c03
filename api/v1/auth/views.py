"""Signing up, in and out: each is one call of the domain, and no answer tells whether an address is known."""

from typing import ClassVar

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.authentication import BearerAuthentication, person_of, session_of
from api.permissions import IsAnyone, IsSignedIn
from api.v1.auth.serializers import (
    Credentials,
    EmailChange,
    InvitationAcceptance,
    MailToken,
    PasswordChange,
    PasswordReset,
    PasswordResetConfirmation,
    RefreshRequest,
    SignedIn,
    SignUp,
    TokenPair,
    Verification,
)
from api.v1.me.serializers import Affiliation
from api.views import ApiView
from core import actors
from core.accounts.bearer_tokens import InvalidToken
from core.accounts.services import accounts, addresses, invitations, passwords, sessions
from core.accounts.services.second_factors import SecondFactorMissing, SecondFactorRequired, WrongOneTimeCode
from core.accounts.services.sessions import WrongCredentials
from core.errors import FieldError, Invalid
from core.limits.policies import MAIL, NEW_ADDRESS, PASSWORD, SIGN_IN
from core.tokens import LinkExpired

LONGEST_KEY = 255
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    location=OpenApiParameter.HEADER,
    description="Send it again with the same refresh token within 60 seconds, and a lost answer signs nobody out.",
)


class AuthView(ApiView):
    """What needs no sign-in, as it leads there."""

    authentication_classes = ()
    permission_classes = (IsAnyone,)


class Register(AuthView):
    limits: ClassVar = {"post": MAIL}

    @extend_schema(operation_id="signUp", tags=["auth"], request=SignUp, responses={202: None})
    def post(self, request: Request) -> Response:
        """Ask for an account. A mail with a link goes out; the answer is the same for a known address."""
        accounts.register(**SignUp.read(request), language=get_language() or "de")
        return Response(status=202)


class VerifyEmail(AuthView):
    refusals: ClassVar = {"post": (LinkExpired,)}

    @extend_schema(operation_id="verifyEmail", tags=["auth"], request=Verification, responses=SignedIn)
    def post(self, request: Request) -> Response:
        """Prove the address by the mail's token, and sign in. Works once, then 410."""
        return signed_in(accounts.verify_email_and_sign_in(**Verification.read(request)))


class SignIn(AuthView):
    limits: ClassVar = {"post": SIGN_IN}
    refusals: ClassVar = {
        "post": (WrongCredentials, SecondFactorRequired, WrongOneTimeCode, SecondFactorMissing),
    }

    @extend_schema(operation_id="signIn", tags=["auth"], request=Credentials, responses=SignedIn)
    def post(self, request: Request) -> Response:
        return signed_in(sessions.sign_in(**Credentials.read(request)))


class Refresh(AuthView):
    refusals: ClassVar = {"post": (InvalidToken,)}

    @extend_schema(
        operation_id="refreshTokens",
        tags=["auth"],
        parameters=[IDEMPOTENCY_KEY],
        request=RefreshRequest,
        responses=TokenPair,
    )
    def post(self, request: Request) -> Response:
        """The next pair. A refresh token used twice ends its session, but for a repeat under the same key."""
        token = RefreshRequest.read(request)["refresh"]
        return tokens(sessions.refresh(token, idempotency_key=idempotency_key(request)))


class Revoke(AuthView):
    @extend_schema(operation_id="signOut", tags=["auth"], request=RefreshRequest, responses={204: None})
    def post(self, request: Request) -> Response:
        """Sign out: all tokens of the session end at once. Always 204, also for a token that is none."""
        sessions.revoke(RefreshRequest.read(request)["refresh"])
        return Response(status=204)


class ResetPassword(AuthView):
    limits: ClassVar = {"post": MAIL}

    @extend_schema(operation_id="requestPasswordReset", tags=["auth"], request=PasswordReset, responses={202: None})
    def post(self, request: Request) -> Response:
        """Ask for a mail with a link to set a new password, valid for an hour."""
        passwords.request_reset(**PasswordReset.read(request))
        return Response(status=202)


class ConfirmPasswordReset(AuthView):
    refusals: ClassVar = {"post": (LinkExpired,)}

    @extend_schema(
        operation_id="confirmPasswordReset", tags=["auth"], request=PasswordResetConfirmation, responses={204: None}
    )
    def post(self, request: Request) -> Response:
        """Set the new password by the mail's token. All sessions end. Works once, then 410."""
        passwords.reset(**PasswordResetConfirmation.read(request))
        return Response(status=204)


class ChangePassword(ApiView):
    limits: ClassVar = {"post": PASSWORD}
    authentication_classes = (BearerAuthentication,)
    permission_classes = (IsSignedIn,)
    refusals: ClassVar = {"post": (WrongCredentials,)}

    @extend_schema(operation_id="changePassword", tags=["auth"], request=PasswordChange, responses={204: None})
    def post(self, request: Request) -> Response:
        """Set a new password by the present one. All other sessions end."""
        person = person_of(request)
        passwords.change(person, session=session_of(request), by=actors.person(person), **PasswordChange.read(request))
        return Response(status=204)


class ChangeEmail(ApiView):
    limits: ClassVar = {"post": (*PASSWORD, *NEW_ADDRESS)}
    authentication_classes = (BearerAuthentication,)
    permission_classes = (IsSignedIn,)

    @extend_schema(operation_id="changeEmail", tags=["auth"], request=EmailChange, responses={202: None})
    def post(self, request: Request) -> Response:
        """Ask for another e-mail address. A link goes there; nothing changes before it is used, within 24 hours."""
        person, wanted = person_of(request), EmailChange.read(request)
        addresses.request_change(person, **wanted, session=session_of(request), by=actors.person(person))
        return Response(status=202)


class ConfirmEmailChange(AuthView):
    refusals: ClassVar = {"post": (LinkExpired,)}

    @extend_schema(operation_id="confirmEmailChange", tags=["auth"], request=MailToken, responses={204: None})
    def post(self, request: Request) -> Response:
        """Move the account to the new address by the mail's token. All other sessions end. Works once, then 410."""
        addresses.confirm_change(**MailToken.read(request))
        return Response(status=204)


class AcceptInvitation(AuthView):
    refusals: ClassVar = {"post": (LinkExpired,)}

    @extend_schema(
        operation_id="acceptInvitation", tags=["auth"], request=InvitationAcceptance, responses={200: Affiliation}
    )
    def post(self, request: Request) -> Response:
        """Take on a role by the mail's token. Works once, then 410; the account's sessions end.

        Who has no account yet gives a name and a password for it: without them the answer is a 400 that asks for both.
        """
        membership = invitations.accept(**InvitationAcceptance.read(request))
        return Response(Affiliation(membership).data)


def signed_in(first: sessions.SignedIn) -> Response:
    return Response({"access": first.access, "refresh": first.refresh, "device": first.device})


def tokens(pair: sessions.TokenPair) -> Response:
    return Response({"access": pair.access, "refresh": pair.refresh})


def idempotency_key(request: Request) -> str | None:
    """The key, quoted (as the draft wants) or bare. Raises Invalid where it is too long."""
    key = request.headers.get("Idempotency-Key", "").strip().strip('"')
    if len(key) > LONGEST_KEY:
        sentence = _("An idempotency key has at most 255 characters.")
        raise Invalid([FieldError("Idempotency-Key", "max_length", sentence)])
    return key or None
