"""The OpenAPI document: what single views cannot say about themselves is said here once."""

from collections import defaultdict
from collections.abc import Iterable
from copy import deepcopy
from typing import Any

from django.utils import translation
from drf_spectacular.extensions import OpenApiFilterExtension
from drf_spectacular.openapi import AutoSchema
from rest_framework.generics import ListAPIView

from api import errors as api_errors
from api import headers, idempotency
from api.bearer import MisplacedToken
from api.documentation import bounds, info, operations, problems
from api.errors import status_of
from api.filters import StrictFilter
from api.pagination import CursorMismatch, InvalidCursor
from api.parameters import MOST_VALUES
from api.permissions import IsEntrusted, IsEntrustedOrReadOnly, IsSignedIn
from api.problems import MEDIA_TYPE
from api.views import Kept, PublicView
from core import errors
from core.errors import Refusal


class OperationSchema(AutoSchema):
    """Adds to each operation the problems it can answer, from its view's `refusals` and from what it takes."""

    def get_operation(self, *args: Any, **kwargs: Any) -> Any:
        operation = super().get_operation(*args, **kwargs)
        if operation is None:
            return None
        if self.method == "GET" and not isinstance(self.view, ListAPIView) and (more := _filter_parameters(self.view)):
            operation["parameters"] = [*operation.get("parameters", []), *more]
        by_status: dict[int, set[type[Refusal]]] = defaultdict(set)
        for refusal in self._refusals(operation):
            by_status[status_of(refusal)].add(refusal)
        for status, refusals in by_status.items():
            operation["responses"].setdefault(str(status), problems.answer(status, refusals))
        if self.method == "GET" and isinstance(self.view, PublicView):
            operation["responses"]["304"] = {"description": ""}
        operation.setdefault("security", [])
        operation["responses"] = dict(sorted(operation["responses"].items()))
        headers.document(operation, view=self.view, method=self.method)
        return operation

    def _get_request_body(self, direction: str = "request") -> Any:
        """Also for a DELETE whose view names a `delete_body`: `DELETE /me` asks for the password."""
        body = getattr(self.view, "delete_body", None)
        if self.method != "DELETE" or body is None:
            return super()._get_request_body(direction)  # type: ignore[no-untyped-call]
        schema = self.resolve_serializer(body, "request").ref
        is_required = any(field.required for field in body().fields.values())
        return {"required": is_required, "content": {"application/json": {"schema": schema}}}

    def _get_serializer_name(self, serializer: Any, direction: str, *args: Any, **kwargs: Any) -> str:
        """Bodies of requests end in “Request” once, also where our class already does."""
        name: str = super()._get_serializer_name(serializer, direction, *args, **kwargs)
        return name.replace("RequestRequest", "Request")

    def get_auth(self) -> list[dict[str, list[str]]]:
        if scheme := getattr(self.view, "own_scheme", None):
            return [{scheme: []}]
        if not self._asks_who():
            return []
        if any(isinstance(one, IsEntrusted) for one in self.view.get_permissions()):
            is_open = self.method == "GET" and IsEntrustedOrReadOnly in self.view.permission_classes
            return [*([{}] if is_open else []), {"accessToken": []}, {"siteKey": []}]
        return [{"accessToken": []}] if self._requires_sign_in() else [{"accessToken": []}, {}]

    def _asks_who(self) -> bool:
        """A kept answer is the same for everyone, whatever else its route can do."""
        is_for_all = self.method == "GET" and isinstance(self.view, Kept) and not hasattr(self.view, "shows_drafts")
        return bool(self.view.authentication_classes) and not is_for_all

    def _requires_sign_in(self) -> bool:
        return IsSignedIn in self.view.permission_classes

    def _refusals(self, operation: dict[str, Any]) -> Iterable[type[Refusal]]:
        yield from getattr(self.view, "refusals", {}).get(self.method.lower(), ())
        yield api_errors.ServerError
        yield MisplacedToken
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
        if self._asks_who() or hasattr(self.view, "own_scheme"):
            yield errors.Unauthenticated


def document_what_every_operation_shares(result: dict[str, Any], **_context: Any) -> dict[str, Any]:
    """Post-processing: the introduction, words and examples, the shared components, bounds."""
    components = result["components"]
    schemas = components["schemas"] = dict(
        sorted({**components["schemas"], "Problem": deepcopy(problems.SCHEMA)}.items())
    )
    components["headers"] = headers.COMPONENTS
    components["examples"] = problems.examples(_problem_codes(result))
    info.introduce(result)
    operations.explain(result)
    bounds.close_request_bodies(schemas)
    bounds.require_all_of_answers(schemas)
    bounds.set_bounds(result)
    return result


def _problem_codes(result: dict[str, Any]) -> set[str]:
    """Codes of all problems that some operation can answer."""
    answers = [answer for one in operations.operations_of(result) for answer in one["responses"].values()]
    return {code for answer in answers for code in answer.get("content", {}).get(MEDIA_TYPE, {}).get("examples", {})}


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
    parameter: dict[str, Any] = {"in": "query", "name": name, "description": one.about, "schema": deepcopy(one.schema)}
    if one.required:
        parameter["required"] = True
    if not one.many:
        return parameter
    values = {"type": "array", "items": deepcopy(one.schema), "minItems": 1, "maxItems": MOST_VALUES}
    return {**parameter, "schema": values, "style": "form", "explode": False}
