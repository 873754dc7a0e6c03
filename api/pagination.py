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

from api.shapes import Shape, Slot
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
    advice = _("Please take the cursor as the answer before gave it, or begin again without one.")


class CursorMismatch(Invalid):
    code = "cursor_mismatch"
    title = _("The cursor belongs to other filters")
    advice = _("The filters must stay the same from page to page. Please begin again without a cursor.")


@dataclass(frozen=True)
class Cursor:
    """Where a page begins: beyond the row with these values, or, without values, at that end of the list."""

    backwards: bool
    values: Sequence[str]


BEGINNING = Cursor(backwards=False, values=())


class KeysetPagination(BasePagination):
    """Pages along `view.keyset()`: columns that are never null and together unique, all of one direction."""

    has_shape = True  # whether pages differ but in values (api.shapes)

    def paginate_queryset(self, queryset: Any, request: Request, view: Any = None) -> list[Any]:
        """The rows of the page. Raises Invalid (page_size), InvalidCursor, CursorMismatch."""
        self.begin(request, view)
        fields = [queryset.query.resolve_ref(name).output_field for name in self.names] if self.cursor.values else []
        values = [field.to_python(value) for field, value in zip(fields, self.cursor.values, strict=True)]
        return self.arrange(list(self.rows_from(queryset, values)))

    def begin(self, request: Request, view: Any) -> None:
        """Read what is asked for. Raises Invalid (page_size), InvalidCursor, CursorMismatch."""
        keyset = view.keyset()
        self.request = request
        self.names = tuple(name.removeprefix("-") for name in keyset)
        self.is_descending = keyset[0].startswith("-")
        if any(name.startswith("-") != self.is_descending for name in keyset):
            raise TypeError("A keyset has one direction, so that one index serves it.")
        self.origin = fingerprint(request)
        self.size, self.cursor = page_size(request), self._read_cursor()

    def with_keyset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        """The rows with those columns of the keyset that are no columns of their table."""
        return queryset

    def by_shape(self, shape: Shape) -> Sequence[Any]:
        """Note in the shape all that the SQL of the page depends on; returns the slots of the cursor's values."""
        shape.name(*self.names, self.is_descending, self.cursor.backwards, self.size)
        return [shape.fill(Slot(f"cursor {number}"), value) for number, value in enumerate(self.cursor.values)]

    def rows_from(self, queryset: QuerySet[Any], values: Sequence[Any]) -> QuerySet[Any]:
        """The rows beyond the cursor's values, nearest first, and one more; ties included in one range of an index."""
        downwards = self.is_descending != self.cursor.backwards
        if values:
            beyond = TupleLessThan if downwards else TupleGreaterThan
            queryset = queryset.filter(beyond(Tuple(*map(F, self.names)), values))
        ordered = queryset.order_by(*(f"-{name}" if downwards else name for name in self.names))
        return ordered[: self.size + 1]

    def arrange(self, rows: list[Any]) -> list[Any]:
        """The page of these rows, with the addresses of its neighbours."""
        page, is_more = rows[: self.size], len(rows) > self.size
        if self.cursor.backwards:
            page.reverse()
        self.next = self._next(page, exists=is_more or self.cursor.backwards)
        self.previous = self._previous(page, exists=is_more if self.cursor.backwards else self.cursor is not BEGINNING)
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

    def _next(self, page: Sequence[Any], *, exists: bool) -> str | None:
        if not exists:
            return None
        # Nothing before the cursor any more: what follows is the list from its beginning.
        return self._url(Cursor(backwards=False, values=self._values(page[-1])) if page else BEGINNING)

    def _previous(self, page: Sequence[Any], *, exists: bool) -> str | None:
        if not exists:
            return None
        # Nothing beyond the cursor any more: what precedes is the list's end.
        return self._url(Cursor(backwards=True, values=self._values(page[0]) if page else []))

    def _values(self, row: Any) -> list[str]:
        return [str(row[name] if isinstance(row, Mapping) else getattr(row, name)) for name in self.names]

    def _url(self, cursor: Cursor) -> str:
        """Never built from the Host header, which the caller chooses."""
        query = [(name, value) for name, value in parameters(self.request) if name != "cursor"]
        if cursor is not BEGINNING:
            content = [self.origin, cursor.backwards, *cursor.values]
            query.append(("cursor", signer.sign_object(content)))
        address = f"{settings.PUBLIC_URL}{self.request.path}"
        return f"{address}?{urlencode(query)}" if query else address

    def _read_cursor(self) -> Cursor:
        text = self.request.GET.get("cursor")
        if text is None:
            return BEGINNING
        try:
            origin, backwards, *values = signer.unsign_object(text[:LONGEST_CURSOR])
        except signing.BadSignature as fault:
            raise InvalidCursor from fault
        if origin != self.origin or len(values) not in {0, len(self.names)}:
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
