"""What can go wrong, as the OpenAPI document tells it: per status the codes, each with an example."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.utils import translation

from api.errors import status_of
from api.problems import MEDIA_TYPE
from core.errors import Invalid, Refusal, TooMany

SCHEMA = {
    "type": "object",
    "description": (
        "A problem per RFC 9457. `code` is stable; `detail` follows Accept-Language (de, en). Some carry facts, "
        "later ones perhaps others."
    ),
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string"},
        "code": {"type": "string", "pattern": "^[a-z0-9_]+$", "maxLength": 100},
        "retry_after": {"type": "integer", "minimum": 1, "maximum": 86_400},
        "opens_at": {"type": "string", "format": "date-time"},
        "available_from": {"type": ["string", "null"], "format": "date-time"},
        "violated-policies": {"type": "array", "items": {"type": "string", "maxLength": 100}},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "detail"],
                "additionalProperties": False,
                "properties": {
                    "pointer": {"type": "string"},
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}
EXAMPLE_HOST = "https://partheland.example"


def answer(status: int, refusals: Iterable[type[Refusal]]) -> dict[str, Any]:
    """The answer of one status with an example for each refusal."""
    codes = sorted({refusal.code for refusal in refusals})
    examples = {code: {"$ref": f"#/components/examples/{code}"} for code in codes}
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": f"{HTTPStatus(status).phrase}: " + ", ".join(f"`{code}`" for code in codes) + ".",
        "content": {MEDIA_TYPE: {"schema": schema, "examples": examples}},
    }


def examples(codes: Iterable[str]) -> dict[str, Any]:
    """One example for each code, as an English reader gets it."""
    with translation.override("en"):
        return {code: _example(Refusal.registry[code]) for code in sorted(codes)}


def _example(refusal: type[Refusal]) -> dict[str, Any]:
    value = {
        "type": f"{EXAMPLE_HOST}/problems/{refusal.code}",
        "title": str(refusal.title),
        "status": int(status_of(refusal)),
        "detail": str(refusal.advice),
        "code": refusal.code,
    }
    if refusal is Invalid:
        wrong = {"pointer": "/email", "code": "invalid", "detail": "Enter a valid email address."}
        value["errors"] = [wrong]
    if issubclass(refusal, TooMany):
        value |= {"retry_after": 30, "violated-policies": ["writes"]}
    return {"summary": str(refusal.title), "value": value}
