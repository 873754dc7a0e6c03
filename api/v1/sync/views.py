"""GET /sync: an app that follows it never misses a change and never sees a draft."""

import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import ClassVar

from django.core.exceptions import ValidationError
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request

from api import rendering
from api.pagination import CursorMismatch, InvalidCursor
from api.parameters import bounded, refuse_unknown
from api.v1.sync import cursors
from api.v1.sync.cursors import CopyTooOld
from api.v1.sync.serializers import DeltaDocument
from api.views import PublicView
from core.changes import log
from core.changes.models import Change
from core.errors import FieldError, Invalid
from core.municipalities.models import Municipality

STEP = 200  # objects per answer


class Sync(PublicView):
    """Everything public that changed since the cursor, in commit order, one entry per object with its present state."""

    query_parameters: ClassVar = ("cursor", "types", "municipality")
    refusals: ClassVar = {"get": (InvalidCursor, CursorMismatch, CopyTooOld)}

    @extend_schema(
        operation_id="sync",
        tags=["sync"],
        responses=DeltaDocument,
        parameters=[
            OpenApiParameter("cursor", OpenApiTypes.STR, description="From the answer before; left out, a new copy."),
            OpenApiParameter("types", OpenApiTypes.STR, description="Types, separated by commas; left out, all."),
            OpenApiParameter("municipality", OpenApiTypes.STR, description="Slugs of municipalities, by commas."),
        ],
    )
    def get(self, request: Request) -> HttpResponse:
        types = chosen(request, "types", known=rendering.types())
        places = chosen(request, "municipality", known=Municipality.objects.values_list("slug", flat=True))
        filters = f"{','.join(types)};{','.join(places)}"
        cursor = cursors.taken_up(request.GET.get("cursor"), filters=filters, state=log.state())
        delta = log.since(
            cursor.position,
            types=types or rendering.types(),
            limit=STEP,
            without_tombstones_up_to=cursor.fresh_until,
        )
        entries = list(self._entries(delta.changes, places=places, fresh_until=cursor.fresh_until))
        following = replace(cursor, position=delta.position).written()
        rest = json.dumps({"cursor": following, "has_more": delta.has_more})
        body = f'{{"changes":[{",".join(entries)}],{rest[1:]}'
        return HttpResponse(body.encode(), content_type="application/json")

    def _entries(self, changes: Sequence[Change], *, places: Sequence[str], fresh_until: int) -> Iterable[str]:
        documents = documents_of(changes)
        for change in changes:
            document = documents.get((change.type, change.object_id))
            if places and document is not None and not concerns(document, places):
                document = None
            if document is None and (change.position or 0) <= fresh_until:
                continue  # the copy never held it
            entry = (
                f'"type":{json.dumps(change.type)},"id":"{change.object_id}","deleted":{json.dumps(document is None)}'
            )
            yield f'{{{entry},"object":{document or "null"}}}'


def documents_of(changes: Sequence[Change]) -> dict[tuple[str, uuid.UUID], str]:
    """The documents of what is public now; two queries per type that holds one nobody has read since it changed."""
    documents = {}
    for type_ in {change.type for change in changes}:
        kept = {change.object_id: change.document for change in changes if change.type == type_ and change.is_public}
        for key, document in rendering.fill(type_, kept).items():
            documents[type_, key] = document
    return documents


def concerns(document: str, places: Sequence[str]) -> bool:
    """Read from the document itself, so that both are of the same moment."""
    slugs = rendering.municipalities_of(document)
    return slugs is None or not set(slugs).isdisjoint(places)


def chosen(request: Request, name: str, *, known: Iterable[str]) -> list[str]:
    """The values of a parameter, sorted; empty where it was left out. Raises Invalid for unknown ones."""
    sent = [value for text in request.GET.getlist(name) for value in text.split(",")]
    try:
        values = sorted({bounded(value) for value in sent})
        refuse_unknown(values, sorted(known) if values else [])
    except ValidationError as error:
        raise Invalid([FieldError(name, error.code or "invalid", error.messages[0])]) from error
    return values
