"""Who is asking: an access token in the Authorization header, and nowhere else (RFC 6750 2.1)."""

from rest_framework.authentication import BaseAuthentication
from rest_framework.request import Request

from api.bearer import bearer_token
from api.errors import CHALLENGE
from core.accounts.bearer_tokens import InvalidToken
from core.accounts.models import Person, Session
from core.accounts.services import sessions
from core.errors import Unauthenticated

REFUSED = f'{CHALLENGE}, error="invalid_token"'


class BearerAuthentication(BaseAuthentication):
    """Sets `request.user` to the person, and `request.auth` to the session; both are None where no token came.

    A token that is not ours, has expired or whose session has ended is refused, also where none is needed.
    """

    def authenticate(self, request: Request) -> tuple[Person, Session] | None:
        try:
            token = bearer_token(request)
        except Unauthenticated:
            return None
        try:
            session = sessions.of_access_token(token)
        except InvalidToken as refusal:
            refusal.headers = {"WWW-Authenticate": REFUSED}  # type: ignore[attr-defined]  # HTTP's half of the refusal
            raise
        return session.person, session

    def authenticate_header(self, _request: Request) -> str:
        return CHALLENGE


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
