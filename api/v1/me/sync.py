"""GET /me/sync: a copy of one's own that never misses a change, whichever device or clerk has made it."""

import uuid
from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, ClassVar

from django.utils.translation import get_language
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from api.authentication import person_of
from api.pagination import CursorMismatch, InvalidCursor
from api.v1.me import copies
from api.v1.me.views import MeView
from api.v1.sync import cursors
from api.v1.sync.cursors import CopyTooOld
from api.v1.sync.views import STEP, chosen
from core.accounts.models import Person
from core.changes import personal
from core.changes.models import PersonalChange


class OwnChange(serializers.Serializer[Any]):
    """One object of your lists with its present state. `deleted`: your list has it no more."""

    type = serializers.ChoiceField([(type_, type_) for type_ in copies.TYPES])
    id = serializers.UUIDField(help_text="Of a support or follow, that of the idea.")
    deleted = serializers.BooleanField()
    object = serializers.DictField(
        allow_null=True,
        help_text="The document as in your list, of a registration without `waiting_reason`; null where deleted.",
    )


class OwnDelta(serializers.Serializer[Any]):
    """Changes in the order of their commits. Ask again at once while `has_more`; keep `cursor` for the next time."""

    changes = OwnChange(many=True)
    cursor = serializers.CharField()
    has_more = serializers.BooleanField()


class MySync(MeView):
    """What changed in your own lists since the cursor, in commit order, one entry per object with its present state."""

    query_parameters: ClassVar = ("cursor", "types")
    refusals: ClassVar = {"get": (InvalidCursor, CursorMismatch, CopyTooOld)}

    @extend_schema(
        operation_id="syncMine",
        tags=["me"],
        responses=OwnDelta,
        parameters=[
            OpenApiParameter("cursor", OpenApiTypes.STR, description="From the answer before; left out, a new copy."),
            OpenApiParameter("types", OpenApiTypes.STR, description="Types, separated by commas; left out, all."),
        ],
    )
    def get(self, request: Request) -> Response:
        person, types, state = person_of(request), chosen(request, "types", known=copies.TYPES), personal.state()
        # Notifications are told in words: a copy is in one language.
        text, filters = request.GET.get("cursor"), f"{','.join(types)};{get_language()}"
        cursor = cursors.taken_up(text, filters=filters, state=state, owner=str(person.pk))
        delta = personal.since(
            cursor.position,
            person=person,
            types=types or copies.TYPES,
            limit=STEP,
            last=state.end,
            without_tombstones_up_to=cursor.fresh_until,
        )
        following = replace(cursor, position=delta.position).written()
        entries = list(_entries(delta.changes, person=person, fresh_until=cursor.fresh_until))
        return Response({"changes": entries, "cursor": following, "has_more": delta.has_more})


def _entries(changes: Sequence[PersonalChange], *, person: Person, fresh_until: int) -> Iterable[dict[str, Any]]:
    """What the lists have now, read after the changes: what has changed since is told again next time."""
    documents: dict[tuple[str, uuid.UUID], Any] = {}
    for type_ in {change.type for change in changes if change.is_present}:
        keys = [change.object_id for change in changes if change.type == type_ and change.is_present]
        documents |= {(type_, key): one for key, one in copies.documents_of(type_, keys, person=person).items()}
    for change in changes:
        document = documents.get((change.type, change.object_id))
        if document is None and (change.position or 0) <= fresh_until:
            continue  # the copy never held it
        yield {"type": change.type, "id": change.object_id, "deleted": document is None, "object": document}
