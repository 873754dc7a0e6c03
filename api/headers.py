"""Headers that many operations share, as the OpenAPI document tells them."""

from typing import Any

from rest_framework.permissions import SAFE_METHODS

from api import idempotency, throttling
from core.limits.policies import READS, WRITES

RATE_LIMIT_POLICY = "RateLimit-Policy"
RATE_LIMIT = "RateLimit"
RETRY_AFTER = "Retry-After"

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
        "schema": {"type": "integer", "minimum": 1},
        "example": 30,
    },
    idempotency.REPLAYED: {
        "description": "`true` where this is the answer to an earlier request with the same key; nothing was done now.",
        "schema": {"type": "string", "enum": ["true"]},
    },
}
IDEMPOTENCY_KEY: dict[str, Any] = {
    "in": "header",
    "name": idempotency.HEADER,
    "description": (
        "A new UUID for every act, the same for each repeat of it: then it happens once, and a lost answer comes "
        "again, for 24 hours. In double quotes (draft-ietf-httpapi-idempotency-key-header-07), or as a bare token."
    ),
    "schema": {"type": "string", "minLength": 1, "maxLength": 2 * idempotency.LONGEST + 2},
    "example": '"8e03978e-40d5-43dd-bc93-6894a57f9324"',
}


def document(operation: dict[str, Any], *, view: Any, method: str) -> None:
    """Note in every answer of the operation which of the headers it carries."""
    takes_key = idempotency.is_idempotent(view, method)
    if takes_key:
        operation["parameters"] = [*operation.get("parameters", []), IDEMPOTENCY_KEY]
    is_public = method in SAFE_METHODS and view.cache_control.startswith("public")
    for status, answer in operation["responses"].items():
        headers = answer.setdefault("headers", {})
        headers[RATE_LIMIT_POLICY] = reference(RATE_LIMIT_POLICY)
        if not (is_public and status < "400"):
            headers[RATE_LIMIT] = reference(RATE_LIMIT)
        if status == "429" or (takes_key and status == "409"):
            headers[RETRY_AFTER] = reference(RETRY_AFTER)
        if takes_key and status != "429":
            headers[idempotency.REPLAYED] = reference(idempotency.REPLAYED)


def reference(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/headers/{name}"}
