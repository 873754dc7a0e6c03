"""Addresses that other standards fix outside of /api: the keys of our tokens (RFC 7517).

Tokens signed by them are for this API alone (`aud` is PUBLIC_URL + "/api"); no other service may accept them.
"""

from django.conf import settings
from django.http import HttpRequest, JsonResponse
from django.urls import path
from django.views.decorators.http import require_safe

from core import jwt_keys


@require_safe
def jwks(_request: HttpRequest) -> JsonResponse:
    """Public halves only, for an hour in caches: who checks offline and meets a new `kid` looks again."""
    keys = jwt_keys.key_set(settings.JWT_PRIVATE_KEY, settings.JWT_FORMER_KEYS)
    headers = {"Cache-Control": "public, max-age=3600", "Access-Control-Allow-Origin": "*"}
    return JsonResponse(keys.as_jwks(), headers=headers, content_type="application/jwk-set+json")


urlpatterns = [path(".well-known/jwks.json", jwks, name="jwks")]
