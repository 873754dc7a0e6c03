"""Who is asking: an access token in the Authorization header, and nowhere else (RFC 6750 2.1)."""

from dataclasses import replace

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from api.bearer import bearer_token
from api.errors import CHALLENGE
from core.accounts.bearer_tokens import InvalidToken
from core.accounts.models import Person, Session, SiteKey
from core.accounts.services import memberships, sessions, site_keys
from core.actors import Actor
from core.errors import Unauthenticated

REFUSED = f'{CHALLENGE}, error="invalid_token"'


class BearerAuthentication(BaseAuthentication):
    """Sets `request.user` to the person, and `request.auth` to the session; both are None where no token came.

    A token that is not ours, has expired or whose session has ended is refused, also where none is needed; so is the
    key of a municipal site, which is nobody's account.
    """

    def authenticate(self, request: Request) -> tuple[Person, Session] | tuple[None, SiteKey] | None:
        try:
            token = bearer_token(request)
        except Unauthenticated:
            return None
        try:
            return self.recognize(token)
        except InvalidToken as refusal:
            refusal.headers = {"WWW-Authenticate": REFUSED}  # type: ignore[attr-defined]  # HTTP's half of the refusal
            raise

    def recognize(self, token: str) -> tuple[Person, Session] | tuple[None, SiteKey]:
        """Raises InvalidToken."""
        session = sessions.of_access_token(token)
        return session.person, session

    def authenticate_header(self, _request: Request) -> str:
        return CHALLENGE


class StaffAuthentication(BearerAuthentication):
    """Takes the keys of municipal sites too: `request.auth` is the key then, and `request.user` None."""

    def recognize(self, token: str) -> tuple[Person, Session] | tuple[None, SiteKey]:
        return (None, site_keys.recognize(token)) if site_keys.looks_like_one(token) else super().recognize(token)


def person_of(request: Request) -> Person:
    """Who is signed in. Raises Unauthenticated."""
    if not isinstance(request.user, Person):
        raise Unauthenticated
    return request.user


def session_of(request: Request) -> Session:
    """The session of who is signed in. Raises Unauthenticated."""
    if not isinstance(request.auth, Session):
        raise Unauthenticated
    return request.auth


def key_of(request: Request) -> SiteKey | None:
    """The key of the municipal site that asks."""
    return request.auth if isinstance(request.auth, SiteKey) else None


def actor_of(request: Request) -> Actor:
    """Who writes content, and for which organizations they may. Raises Unauthenticated.

    Administrators are bound to their roles here: what only a password protects shall not open everything.
    """
    key = key_of(request)
    return site_keys.actor_of(key) if key else replace(memberships.actor_of(person_of(request)), is_administrator=False)
