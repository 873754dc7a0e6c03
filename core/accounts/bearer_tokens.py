"""Our JWTs: what they claim, how they are signed, and what makes one of them ours (RFC 8725, RFC 9068).

djangorestframework-simplejwt carries claims and lifetimes; the header is ours, as its backend writes and reads none.
"""

import uuid
from datetime import timedelta
from typing import Any

import jwt
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from rest_framework_simplejwt.backends import TokenBackend
from rest_framework_simplejwt.exceptions import TokenBackendError, TokenError
from rest_framework_simplejwt.tokens import Token

from core import jwt_keys
from core.accounts.models import REFRESH_LIFETIME, RefreshToken, Session
from core.errors import Unauthenticated

ALGORITHM = "ES256"
ACCESS_LIFETIME = timedelta(minutes=15)
# Clocks of our own machines may differ by this much.
LEEWAY = timedelta(seconds=10)
# A token of ours has some 700 characters; longer ones are not worth reading.
LONGEST = 4096
CLAIMS = ["iss", "aud", "sub", "jti", "iat", "exp", "sid"]
# RFC 9068 2.2 wants a client; apps and municipal sites all use this API as one.
CLIENT = "first-party"


class InvalidToken(Unauthenticated):
    code = "invalid_token"
    title = _("The sign-in is no longer valid")
    advice = _("The token is not valid or no longer valid. Please sign in again.")


class SigningBackend(TokenBackend):
    """Signs with our one key, verifies by those we know. A token chooses among these, and nothing else of its reading.

    A header with any other parameter (`jku`, `x5u`, `jwk`, `crit`) is refused, so none is followed (RFC 8725 3.10).
    """

    def __init__(self, kind: str) -> None:
        super().__init__(ALGORITHM, leeway=LEEWAY, audience=audience(), issuer=settings.PUBLIC_URL)
        self.kind = kind
        self.keys = jwt_keys.key_set(settings.JWT_PRIVATE_KEY, settings.JWT_FORMER_KEYS)

    def encode(self, payload: dict[str, Any]) -> str:
        claims = {**payload, "iss": self.issuer, "aud": self.audience}
        header = {"typ": self.kind, "kid": self.keys.signing_kid}
        return jwt.encode(claims, self.keys.signing_key, algorithm=self.algorithm, headers=header)

    def decode(self, token: Any, verify: bool = True) -> dict[str, Any]:  # noqa: FBT001, FBT002 - the library's signature
        if not verify:
            raise TokenBackendError("Tokens are never read unverified.")
        try:
            header = jwt.get_unverified_header(token)
            if set(header) != {"alg", "typ", "kid"} or header["typ"] != self.kind:
                raise TokenBackendError("The header is not one of ours.")
            return jwt.decode(
                token,
                self.keys.verifying_keys[header["kid"]],
                algorithms=[self.algorithm],
                audience=self.audience,
                issuer=self.issuer,
                leeway=self.get_leeway(),
                options={"require": CLAIMS, "strict_aud": True},
            )
        except (jwt.InvalidTokenError, KeyError, TypeError) as error:
            raise TokenBackendError("The token is not valid.") from error


class _OurToken(Token):
    """`kind` is the header's `typ`: it keeps the two from being taken for each other (RFC 8725 3.11)."""

    kind: str

    def get_token_backend(self) -> TokenBackend:
        return SigningBackend(self.kind)

    @classmethod
    def read(cls, token: str) -> "Claims":
        """The claims of a token that is ours, of this kind and not expired. Raises InvalidToken."""
        if len(token) > LONGEST:
            raise InvalidToken
        try:
            payload = cls(token).payload  # type: ignore[arg-type]  # the library's annotation is wrong
            return Claims(payload)
        except (TokenError, ValueError, TypeError, AttributeError, OverflowError, OSError) as error:
            raise InvalidToken from error


class AccessJwt(_OurToken):
    token_type = "access"  # noqa: S105 - a kind, not a secret
    kind = "at+jwt"
    lifetime = ACCESS_LIFETIME


class RefreshJwt(_OurToken):
    token_type = "refresh"  # noqa: S105 - a kind, not a secret
    kind = "rt+jwt"
    lifetime = REFRESH_LIFETIME


class Claims:
    """The three claims we go by: whose token it is, of which session, and its own id."""

    def __init__(self, payload: dict[str, Any]) -> None:
        self.person_id = uuid.UUID(payload["sub"])
        self.session_id = uuid.UUID(payload["sid"])
        self.token_id = uuid.UUID(payload["jti"])


def audience() -> str:
    """The one place our tokens are for: this API (RFC 8725 3.9)."""
    return f"{settings.PUBLIC_URL}/api"


def access(session: Session) -> str:
    """A new access token of the session."""
    token = AccessJwt()
    token["sub"], token["sid"], token["client_id"] = str(session.person_id), str(session.pk), CLIENT
    return str(token)


def refresh(session: Session, stored: RefreshToken) -> str:
    """The refresh token of a stored row. Signed again it claims the same, as its claims all come from the row."""
    token = RefreshJwt()
    token["sub"], token["sid"], token["client_id"] = str(session.person_id), str(session.pk), CLIENT
    token["jti"] = stored.pk.hex
    token.set_iat(at_time=stored.issued_at)
    token.set_exp(from_time=stored.issued_at)
    return str(token)
