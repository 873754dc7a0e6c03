"""The Authorization header (RFC 6750 2.1): the only place a token may stand in a request for data."""

import re

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request

from api.errors import CHALLENGE, MalformedRequest
from core.errors import Unauthenticated

# b64token of RFC 6750 2.1; two headers come as one with a comma, which is none.
_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")
PARAMETER = "access_token"


class MisplacedToken(MalformedRequest):
    """RFC 6750 3.1, `invalid_request`: a token in the address stands in logs and histories, two leave a choice."""

    code = "misplaced_token"
    title = _("The token is in the wrong place")
    advice = _(
        "Please send the token once, in the header “Authorization: Bearer …”, and nowhere else. A token that was part "
        "of an address may have been seen by others: please sign out, or have the key replaced."
    )

    def __init__(self) -> None:
        super().__init__()
        self.headers = {"WWW-Authenticate": f'{CHALLENGE}, error="invalid_request"'}


def bearer_token(request: Request | HttpRequest) -> str:
    """The token of `Authorization: Bearer …`. Raises Unauthenticated, MisplacedToken."""
    scheme, _space, token = str(request.META.get("HTTP_AUTHORIZATION", "")).strip().partition(" ")
    if scheme.lower() != "bearer":
        raise Unauthenticated
    if not _TOKEN.fullmatch(token.strip()):
        raise MisplacedToken
    return token.strip()


def refuse_token_in_address(request: Request | HttpRequest) -> None:
    """RFC 6750 2.3, which RFC 9700 4.3.2 forbids. Raises MisplacedToken."""
    if PARAMETER in request.GET:
        raise MisplacedToken
