"""Bounds in the OpenAPI document: every text, list and number tells how large it can get."""

from collections.abc import Iterator
from typing import Any

from api.fields import LONGEST_ADDRESS
from api.pagination import LARGEST_SIZE, LONGEST_CURSOR
from api.parameters import LONGEST_VALUE

Schema = dict[str, Any]

INT32 = 2**31 - 1
LONGEST_OF_FORMAT = {"uuid": 36, "date": 10, "date-time": 40, "email": LONGEST_ADDRESS, "uri": 2048}
# A page's address repeats the filters of the request.
LONGEST = {
    "text/calendar": 10_000_000,
    "application/atom+xml": 10_000_000,
    "application/rss+xml": 10_000_000,
    "text/csv": INT32,
    "next": 16_384,
    "previous": 16_384,
    "cursor": LONGEST_CURSOR,
    "external_id": 100,
}
SLUGS = frozenset({
    "call", "districts", "lead", "measure", "municipalities", "municipality", "slug", "topic", "topics",
})  # fmt: skip
SLUG = "^[-a-zA-Z0-9_]+$"
LONGEST_OTHER = 10_000
MOST = {"features": INT32, "results": LARGEST_SIZE, "changes": LARGEST_SIZE * 10}
MOST_OTHER = 1000


def set_bounds(result: dict[str, Any]) -> None:
    """For every schema of the document, wherever it stands."""
    for schema in result["components"]["schemas"].values():
        _bound_all(schema)
    for methods in result["paths"].values():
        for operation in methods.values():
            for parameter in operation.get("parameters", []):
                _bound_all(parameter["schema"], parameter["name"])
            for answer in operation["responses"].values():
                for media_type, content in answer.get("content", {}).items():
                    _bound_all(content["schema"], media_type)


def close_request_bodies(schemas: dict[str, Schema]) -> None:
    """Unknown members are refused (api.fields.StrictSerializer), and the document says so."""
    for name, schema in schemas.items():
        if name.endswith("Request") and schema.get("type") == "object":
            schema["additionalProperties"] = False


def require_all_of_answers(schemas: dict[str, Schema]) -> None:
    """What we answer has all its members, null where there is nothing to say; only a problem's facts come and go."""
    for name, schema in schemas.items():
        if "properties" in schema and not name.endswith("Request") and name != "Problem":
            schema["required"] = list(schema["properties"])


def parts(schema: Schema, name: str = "") -> Iterator[tuple[str, Schema]]:
    """The schema and all within it, each with the name of the property it stands under."""
    yield name, schema
    for below, one in schema.get("properties", {}).items():
        yield from parts(one, below)
    for kind in ("items", "additionalProperties"):
        if isinstance(schema.get(kind), dict):
            yield from parts(schema[kind], name)
    for kind in ("oneOf", "allOf", "anyOf"):
        for one in schema.get(kind, []):
            yield from parts(one, name)


def types_of(schema: Schema) -> list[str]:
    kind = schema.get("type", [])
    return [kind] if isinstance(kind, str) else list(kind)


def _bound_all(schema: Schema, name: str = "") -> None:
    for below, one in parts(schema, name):
        _bound(below, one)


def _bound(name: str, schema: Schema) -> None:
    types = types_of(schema)
    if "string" in types and not {"enum", "const"} & schema.keys():
        _bound_text(name, schema)
    if "array" in types:
        schema.setdefault("maxItems", MOST.get(name, MOST_OTHER))
    if "integer" in types:
        schema.setdefault("minimum", 0)
        schema.setdefault("maximum", INT32)
        schema.setdefault("format", "int32" if schema["maximum"] <= INT32 else "int64")


def _bound_text(name: str, schema: Schema) -> None:
    if name in SLUGS and "format" not in schema:
        schema.setdefault("pattern", SLUG)
        schema.setdefault("maxLength", LONGEST_VALUE)
    if schema.get("default") == "" and schema.get("minLength"):
        schema["default"] = None  # what stands empty in the database is null over the API
    by_format = LONGEST_OF_FORMAT.get(schema.get("format", ""), LONGEST_OTHER)
    schema.setdefault("maxLength", LONGEST.get(name, by_format))
