"""Addresses that other standards fix outside of /api: the keys of our tokens (RFC 7517), security.txt (RFC 9116)."""

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe

from core import jwt_keys
from core.accounts import bearer_tokens
from core.municipalities.models import Region

# RFC 9116 2.5.5 recommends less than a year.
SECURITY_TXT_LIVES = timedelta(days=180)
FOR_WHOM = (
    "Tokens signed by these keys are for the API named in `audience` and for nothing else; no other service may accept "
    "them. Only that API knows whether a session has ended, so a valid signature alone proves no sign-in."
)


@require_safe
def jwks(_request: HttpRequest) -> JsonResponse:
    """Public halves only, for an hour in caches: who checks offline and meets a new `kid` looks again."""
    keys = jwt_keys.key_set(settings.JWT_PRIVATE_KEY, settings.JWT_FORMER_KEYS)
    headers = {"Cache-Control": "public, max-age=3600", "Access-Control-Allow-Origin": "*"}
    # Who does not know a member ignores it (RFC 7517 5): these are for people who find the keys and build on them.
    told = {"issuer": settings.PUBLIC_URL, "audience": bearer_tokens.audience(), "note": FOR_WHOM}
    return JsonResponse({**keys.as_jwks(), **told}, headers=headers, content_type="application/jwk-set+json")


@require_safe
def security_txt(_request: HttpRequest) -> HttpResponse:
    """Whom to tell of a weakness: the region's office. It expires half a year after each reading."""
    address = settings.PUBLIC_URL + "/.well-known/security.txt"
    email = Region.objects.values_list("email", flat=True).get(is_only=True)
    expires = (timezone.now() + SECURITY_TXT_LIVES).strftime("%Y-%m-%dT00:00:00Z")
    lines = [f"Contact: mailto:{email}", f"Expires: {expires}", "Preferred-Languages: de, en", f"Canonical: {address}"]
    headers = {"Cache-Control": "public, max-age=86400", "Access-Control-Allow-Origin": "*"}
    return HttpResponse("\n".join(lines) + "\n", headers=headers, content_type="text/plain; charset=utf-8")


urlpatterns = [
    path(".well-known/jwks.json", jwks, name="jwks"),
    path(".well-known/security.txt", security_txt, name="security-txt"),
]
