"""The Authorization header (RFC 6750 2.1): the only place a token may stand in a request for data."""

from django.http import HttpRequest
from rest_framework.request import Request

from core.errors import Unauthenticated


def bearer_token(request: Request | HttpRequest) -> str:
    """The token of `Authorization: Bearer …`. Raises Unauthenticated where there is none."""
    scheme, _, token = str(request.META.get("HTTP_AUTHORIZATION", "")).partition(" ")
    token = token.strip()
    if scheme.lower() != "bearer" or not token:
        raise Unauthenticated
    return token
