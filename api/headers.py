"""Headers that many operations share, as the OpenAPI document tells them."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from rest_framework.permissions import SAFE_METHODS

from api import conditional, errors, idempotency, throttling
from api.permissions import InsufficientScope
from core.limits.policies import READS, WRITES

RATE_LIMIT_POLICY = "RateLimit-Policy"
RATE_LIMIT = "RateLimit"
RETRY_AFTER = "Retry-After"
ORIGIN = "Access-Control-Allow-Origin"
ETAG = "ETag"
CACHE_CONTROL = "Cache-Control"
LANGUAGE = "Content-Language"
CHALLENGE = "WWW-Authenticate"
LOCATION = "Location"

COMPONENTS: dict[str, Any] = {
    RATE_LIMIT_POLICY: {
        "description": (
            "By what this operation is measured (draft-ietf-httpapi-ratelimit-headers-10): the name of each policy, "
            "its quota `q` of requests and the `w` seconds in which as many are given again."
        ),
        "schema": {"type": "string", "maxLength": 500},
        "example": throttling.policy_header([READS]),
    },
    RATE_LIMIT: {
        "description": (
            "What is left: `r` requests, and the quota is whole again in `t` seconds; where a policy refused the "
            "request, `t` is when to repeat it. Missing where a shared cache may hand the answer to others."
        ),
        "schema": {"type": "string", "maxLength": 500},
        "example": f'"{WRITES.name}";r={WRITES.quota - 1};t=1',
    },
    RETRY_AFTER: {
        "description": "Seconds to wait before the next attempt.",
        "schema": {"type": "integer", "format": "int32", "minimum": 1, "maximum": 86_400},
        "example": 30,
    },
    idempotency.REPLAYED: {
        "description": "`true` where this is the answer to an earlier request with the same key; nothing was done now.",
        "schema": {"type": "string", "enum": ["true"]},
    },
    ORIGIN: {
        "description": "Any site may read the answer; cookies and credentials of a browser are never sent along.",
        "schema": {"type": "string", "const": "*"},
    },
    ETAG: {
        "description": "The strong tag of exactly these bytes (RFC 9110 8.8.3), for If-None-Match.",
        "schema": {"type": "string", "pattern": '^"[A-Za-z0-9_-]+"$', "maxLength": 100},
        "example": '"pYJ1Qm6dKq8T0VxkR3bE"',
    },
    CACHE_CONTROL: {
        "description": "Who may keep the answer: any cache that asks each time whether it is still true, or nobody.",
        "schema": {"type": "string", "enum": ["public, no-cache", "no-store"]},
    },
    LANGUAGE: {
        "description": "The language of `title` and `detail`, by Accept-Language.",
        "schema": {"type": "string", "enum": [code for code, _name in settings.LANGUAGES]},
    },
    CHALLENGE: {
        "description": (
            "How to prove who asks (RFC 6750 3). `error` says what is wrong with the token that came: `invalid_token` "
            "(401), `insufficient_scope` (403, with the `scope` it lacks), `invalid_request` (400, a token anywhere "
            "but in one Authorization header). None where no token came; no header where the problem is another."
        ),
        "schema": {"type": "string", "maxLength": 200},
        "example": errors.CHALLENGE,
    },
    LOCATION: {
        "description": "The address of what was made, or will be.",
        "schema": {"type": "string", "format": "uri-reference", "maxLength": 500},
    },
}
IF_NONE_MATCH: dict[str, Any] = {
    "in": "header",
    "name": "If-None-Match",
    "description": "The ETag of the copy at hand; if that is still true, the answer is 304 without a body.",
    "schema": {"type": "string", "maxLength": conditional.LONGEST_LIST},
}
IDEMPOTENCY_KEY: dict[str, Any] = {
    "in": "header",
    "name": idempotency.HEADER,
    "description": (
        "A new UUID for every act, the same for each repeat of it: then it happens once, and a lost answer comes "
        'again, for 24 hours. In double quotes, as in "8e03978e-40d5-43dd-bc93-6894a57f9324" '
        "(draft-ietf-httpapi-idempotency-key-header-07), or as a bare token."
    ),
    # No example: Swagger UI would send it along with every request, and refuse the second one.
    "schema": {"type": "string", "minLength": 1, "maxLength": 2 * idempotency.LONGEST + 2},
}


IF_MATCH: dict[str, Any] = {
    "in": "header",
    "name": "If-Match",
    "description": "The ETag of the state that is to be changed: from reading it, or from the last write.",
    "schema": {"type": "string", "maxLength": 1000},
}


def document(operation: dict[str, Any], *, view: Any, method: str) -> None:
    """Note in every answer of the operation which of the headers it carries."""
    takes_key = idempotency.is_idempotent(view, method)
    if takes_key:
        operation["parameters"] = [*operation.get("parameters", []), IDEMPOTENCY_KEY]
    is_public = method in SAFE_METHODS and view.cache_control.startswith("public")
    if is_public:
        operation["parameters"] = [*operation.get("parameters", []), IF_NONE_MATCH]
    is_content = is_public_content(view, method)
    if is_content:
        operation["parameters"] = [*operation.get("parameters", []), *([IF_MATCH] if method != "POST" else [])]
    asks_scope = InsufficientScope in getattr(view, "refusals", {}).get(method.lower(), ())
    for status, answer in operation["responses"].items():
        headers = answer.setdefault("headers", {})
        for name in _of_status(status, method, is_public=is_public, asks_scope=asks_scope):
            headers[name] = reference(name)
        if is_content and status in {"200", "201"}:
            headers[ETAG] = reference(ETAG)
        headers[RATE_LIMIT_POLICY] = reference(RATE_LIMIT_POLICY)
        if not (is_public and status < "400"):
            headers[RATE_LIMIT] = reference(RATE_LIMIT)
        if status == "429" or (takes_key and status == "409"):
            headers[RETRY_AFTER] = reference(RETRY_AFTER)
        if takes_key and status != "429":
            headers[idempotency.REPLAYED] = reference(idempotency.REPLAYED)


def is_public_content(view: Any, method: str) -> bool:
    """Whether this writes what everyone can read (api.content)."""
    return method not in SAFE_METHODS and hasattr(view, "writer")


def _of_status(status: str, method: str, *, is_public: bool, asks_scope: bool) -> Iterator[str]:
    """What an answer carries because of its status alone."""
    yield ORIGIN
    yield CACHE_CONTROL
    if is_public and status < "400":
        yield ETAG
    if status == "201":
        yield LOCATION
    if method == "GET" and status == "202":  # what is asked for is not ready yet
        yield LOCATION
        yield RETRY_AFTER
    if status in {"400", "401"} or (status == "403" and asks_scope):
        yield CHALLENGE
    if status >= "400":
        yield LANGUAGE


def reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/headers/{name}"}
