"""Keyset pages: the thousandth costs what the first costs, and what is inserted meanwhile moves nothing."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core import signing
from django.db.models import F, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan
from django.utils.translation import gettext_lazy as _
from rest_framework.pagination import BasePagination
from rest_framework.request import Request
from rest_framework.response import Response

from core.errors import FieldError, Invalid

DEFAULT_SIZE = 20
LARGEST_SIZE = 100
LONGEST_CURSOR = 1000
PARAMETERS = ("cursor", "page_size")
# Signed, so that the values in a cursor are always ones that a row of ours had.
signer = signing.Signer(salt="api.pagination", sep=".")


class InvalidCursor(Invalid):
    code = "invalid_cursor"
    title = _("The cursor cannot be read")
    advice = _("Please take “next” and “previous” as they are, or begin again without a cursor.")


class CursorMismatch(Invalid):
    code = "cursor_mismatch"
    title = _("The cursor belongs to other filters")
    advice = _("The filters must stay the same from page to page. Please begin again without a cursor.")


@dataclass(frozen=True)
class Cursor:
    """Where a page begins: beyond the row with these values, or, without values, at that end of the list."""

    backwards: bool
    values: Sequence[str]


class KeysetPagination(BasePagination):
    """Pages along `view.keyset()`: columns that are never null and together unique, all of one direction."""

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """The rows of the page. Raises Invalid (page_size), InvalidCursor, CursorMismatch."""
        self.request = request
        self.names = tuple(name.removeprefix("-") for name in view.keyset())
        self.is_descending = view.keyset()[0].startswith("-")
        if any(name.startswith("-") != self.is_descending for name in view.keyset()):
            raise TypeError("A keyset has one direction, so that one index serves it.")
        size, cursor = page_size(request), self._read_cursor()
        backwards = cursor is not None and cursor.backwards
        rows = list(self._from(queryset, cursor)[: size + 1])
        page, is_more = rows[:size], len(rows) > size
        if backwards:
            page.reverse()
        self.next = self._next(page, exists=is_more or backwards)
        self.previous = self._previous(page, exists=is_more if backwards else cursor is not None)
        return page

    def get_paginated_response(self, data: Any) -> Response:
        return Response({"next": self.next, "previous": self.previous, "results": data})

    def get_paginated_response_schema(self, schema: dict[str, Any]) -> dict[str, Any]:
        url = {"type": ["string", "null"], "format": "uri"}
        next_url = {**url, "description": "The following page with the same filters; null on the last one."}
        previous = {**url, "description": "The page before with the same filters; null on the first one."}
        properties = {"next": next_url, "previous": previous, "results": schema}
        return {"type": "object", "required": list(properties), "properties": properties}

    def get_schema_operation_parameters(self, _view: Any) -> list[dict[str, Any]]:
        size = {"type": "integer", "minimum": 1, "maximum": LARGEST_SIZE, "default": DEFAULT_SIZE}
        cursor = {"type": "string", "maxLength": LONGEST_CURSOR}
        about = "Taken from `next` or `previous` of the page before; belongs to its filters."
        return [
            {"name": "cursor", "in": "query", "required": False, "schema": cursor, "description": about},
            {"name": "page_size", "in": "query", "required": False, "schema": size, "description": "Items per page."},
        ]

    def _from(self, queryset: QuerySet[Any], cursor: Cursor | None) -> QuerySet[Any]:
        """The rows beyond the cursor, nearest first. A row comparison is one range of an index, ties included."""
        backwards = cursor is not None and cursor.backwards
        downwards = self.is_descending != backwards
        if cursor is not None and cursor.values:
            fields = [queryset.query.resolve_ref(name).output_field for name in self.names]
            values = [field.to_python(value) for field, value in zip(fields, cursor.values, strict=True)]
            beyond = TupleLessThan if downwards else TupleGreaterThan
            queryset = queryset.filter(beyond(Tuple(*map(F, self.names)), values))
        return queryset.order_by(*(f"-{name}" if downwards else name for name in self.names))

    def _next(self, page: Sequence[Any], *, exists: bool) -> str | None:
        if not exists:
            return None
        # Nothing before the cursor any more: what follows is the list from its beginning.
        return self._url(Cursor(backwards=False, values=self._values(page[-1])) if page else None)

    def _previous(self, page: Sequence[Any], *, exists: bool) -> str | None:
        if not exists:
            return None
        # Nothing beyond the cursor any more: what precedes is the list's end.
        return self._url(Cursor(backwards=True, values=self._values(page[0]) if page else []))

    def _values(self, row: Any) -> list[str]:
        return [str(row[name] if isinstance(row, Mapping) else getattr(row, name)) for name in self.names]

    def _url(self, cursor: Cursor | None) -> str:
        """Never built from the Host header, which the caller chooses."""
        query = [(name, value) for name, value in parameters(self.request) if name != "cursor"]
        if cursor is not None:
            content = [fingerprint(self.request), cursor.backwards, *cursor.values]
            query.append(("cursor", signer.sign_object(content)))
        address = f"{settings.PUBLIC_URL}{self.request.path}"
        return f"{address}?{urlencode(query)}" if query else address

    def _read_cursor(self) -> Cursor | None:
        text = self.request.GET.get("cursor")
        if text is None:
            return None
        try:
            origin, backwards, *values = signer.unsign_object(text[:LONGEST_CURSOR])
        except signing.BadSignature as fault:
            raise InvalidCursor from fault
        if origin != fingerprint(self.request) or len(values) not in {0, len(self.names)}:
            raise CursorMismatch
        return Cursor(backwards=backwards, values=values)


def page_size(request: Request) -> int:
    """How many items the caller wants. Raises Invalid outside 1 to 100: nothing is silently made smaller."""
    text = request.GET.get("page_size", str(DEFAULT_SIZE))
    if text.isascii() and text.isdecimal() and len(text) <= len(str(LARGEST_SIZE)) and 1 <= int(text) <= LARGEST_SIZE:
        return int(text)
    detail = _("The page size must be a whole number from 1 to 100.")
    raise Invalid([FieldError("page_size", "out_of_range", detail)])


def parameters(request: Request) -> list[tuple[str, str]]:
    """All query parameters in the order sent."""
    return [(name, value) for name, values in request.GET.lists() for value in values]


def fingerprint(request: Request) -> str:
    """What a cursor belongs to: the route and all that narrows or orders the list."""
    narrowing = sorted(pair for pair in parameters(request) if pair[0] not in PARAMETERS)
    return hashlib.sha256(f"{request.path}?{urlencode(narrowing)}".encode()).hexdigest()[:12]
