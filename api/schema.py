"""The OpenAPI document: what single views cannot say about themselves is said here once."""

from collections import defaultdict
from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from django.utils import translation
from drf_spectacular.extensions import OpenApiFilterExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework.generics import ListAPIView

from api import errors as api_errors
from api import headers, idempotency
from api.errors import status_of
from api.filters import MOST_VALUES, StrictFilter
from api.pagination import CursorMismatch, InvalidCursor
from api.problems import MEDIA_TYPE
from api.views import PublicView
from core import errors
from core.errors import Refusal

TAGS = (
    ("reference", "Region, municipalities, topics, organizations. / Region, Kommunen, Themen, Herausgeber."),
    ("events", "What happens, when and where. / Veranstaltungen."),
    ("registrations", "Registering for workshops. / Anmeldung zu Workshops."),
    ("ideas", "Ideas, calls for ideas and what became of them. / Ideen, Aufrufe und was daraus wurde."),
    ("measures", "What the region does. / Maßnahmen."),
    ("news", "News and public notices. / Neuigkeiten und Bekanntmachungen."),
    ("auth", "Accounts and sign-in. / Konten und Anmeldung am Dienst."),
    ("me", "One's own data. / Eigene Daten."),
)
PROBLEM = {
    "type": "object",
    "description": "A problem per RFC 9457. `code` is stable; `detail` follows Accept-Language (de, en).",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string", "format": "uri", "description": "A page that explains the problem."},
        "title": {"type": "string"},
        "status": {"type": "integer", "minimum": 400, "maximum": 599},
        "detail": {"type": "string", "description": "A sentence for the person, saying what to do next."},
        "code": {"type": "string", "pattern": "^[a-z0-9_]+$"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "code", "detail"],
                "additionalProperties": False,
                "properties": {
                    "pointer": {
                        "type": "string",
                        "description": "JSON Pointer into the body (“/party_size”), or a query parameter's name.",
                    },
                    "code": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
}


class OperationSchema(AutoSchema):
    """Adds to each operation the problems it can answer, from its view's `refusals` and from what it takes."""

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        operation = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        if self.method == "GET" and not isinstance(self.view, ListAPIView) and (more := _filter_parameters(self.view)):
            operation["parameters"] = [*operation.get("parameters", []), *more]
        by_status: dict[int, set[str]] = defaultdict(set)
        for refusal in self._refusals(operation):
            by_status[status_of(refusal)].add(refusal.code)
        for status, codes in by_status.items():
            operation["responses"].setdefault(str(status), _problem_answer(status, codes))
        if self.method == "GET" and isinstance(self.view, PublicView):
            operation["responses"]["304"] = {"description": "Not Modified: the bytes named in If-None-Match are true."}
        operation["responses"] = dict(sorted(operation["responses"].items()))
        headers.document(operation, view=self.view, method=self.method)
        return operation

    def _get_request_body(self, direction: str = "request") -> Any:
        """Also for a DELETE whose view names a `delete_body`: `DELETE /me` asks for the password."""
        body = getattr(self.view, "delete_body", None)
        if self.method != "DELETE" or body is None:
            return super()._get_request_body(direction)  # type: ignore[no-untyped-call]
        schema = self.resolve_serializer(body, "request").ref
        return {"required": True, "content": {"application/json": {"schema": schema}}}

    def get_auth(self) -> list[dict[str, list[str]]]:
        if getattr(self.view, "takes_manage_token", False):
            return [{"manageToken": []}]
        if not self.view.authentication_classes:
            return []
        return [{"accessToken": []}] if self._requires_sign_in() else [{"accessToken": []}, {}]

    def _requires_sign_in(self) -> bool:
        return any(getattr(one, "__name__", "") == "IsSignedIn" for one in self.view.permission_classes)

    def _refusals(self, operation: dict[str, Any]) -> Iterable[type[Refusal]]:
        yield from getattr(self.view, "refusals", {}).get(self.method.lower(), ())
        yield api_errors.ServerError
        yield errors.Invalid  # an unknown query parameter is refused everywhere
        yield errors.TooMany
        if idempotency.is_idempotent(self.view, self.method):
            yield from idempotency.REFUSALS
        parameters = operation.get("parameters", [])
        if "requestBody" in operation:
            yield from (api_errors.MalformedBody, api_errors.BodyTooLarge, api_errors.UnsupportedMediaType)
        if any(parameter["name"] == "cursor" for parameter in parameters):
            yield from (InvalidCursor, CursorMismatch)
        if any(parameter["in"] == "path" for parameter in parameters):
            yield errors.Missing
        if self.view.authentication_classes or getattr(self.view, "takes_manage_token", False):
            yield errors.Unauthenticated


def _problem_answer(status: int, codes: set[str]) -> dict[str, Any]:
    return {
        "description": f"{HTTPStatus(status).phrase}: " + ", ".join(f"`{code}`" for code in sorted(codes)),
        "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}},
    }


def document_what_every_operation_shares(result: dict[str, Any], **_context: Any) -> dict[str, Any]:
    """Post-processing: the Problem schema, the ways to sign in, the tags in order."""
    components = result["components"]
    components["schemas"]["Problem"] = PROBLEM
    components["headers"] = headers.COMPONENTS
    components["schemas"] = dict(sorted(components["schemas"].items()))
    components["securitySchemes"] = {
        "accessToken": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT", "description": "From /auth/token."},
        "manageToken": {"type": "http", "scheme": "bearer", "description": "From confirming a registration."},
    }
    used = {tag for path in result["paths"].values() for operation in path.values() for tag in operation["tags"]}
    result["tags"] = [{"name": name, "description": text} for name, text in TAGS if name in used]
    return result


def document() -> dict[str, Any]:
    """The document as it is committed and served: in English, whoever asks."""
    from drf_spectacular.generators import SchemaGenerator  # noqa: PLC0415 - reads the URLs, which import this module

    with translation.override("en"):
        return SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call,no-any-return]


class StrictFilterExtension(OpenApiFilterExtension):  # type: ignore[no-untyped-call]
    """Query parameters of lists as our filters describe themselves."""

    target_class = "api.filters.StrictFilterBackend"
    priority = 1

    def get_schema_operation_parameters(self, auto_schema: Any, *_args: Any, **_kwargs: Any) -> list[dict[str, Any]]:
        return _filter_parameters(auto_schema.view)


def _filter_parameters(view: Any) -> list[dict[str, Any]]:
    filters = getattr(getattr(view, "filterset_class", None), "base_filters", {})
    return [_parameter(name, one) for name, one in sorted(filters.items())]


def _parameter(name: str, one: StrictFilter) -> dict[str, Any]:
    """Repeating a parameter is taken as well as commas; OpenAPI can tell one of the two."""
    parameter = {"in": "query", "name": name, "description": one.about, "schema": one.schema}
    if not one.many:
        return parameter
    values = {"type": "array", "items": one.schema, "minItems": 1, "maxItems": MOST_VALUES}
    return {**parameter, "schema": values, "style": "form", "explode": False}
