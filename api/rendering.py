"""The public document of an object: rendered once per change, kept in the change log, read by lists and sync alike."""

import json
import uuid
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import OuterRef, QuerySet, Subquery
from rest_framework.renderers import JSONRenderer
from rest_framework.serializers import BaseSerializer

from core.changes.models import Change

Documents = dict[uuid.UUID, str]


@dataclass(frozen=True)
class Rendering:
    """How objects of one type become documents: the public ones with all they show, and what writes them down."""

    serializer: type[BaseSerializer[Any]]
    queryset: Callable[[], QuerySet[Any]]

    def render(self, ids: Iterable[uuid.UUID]) -> dict[uuid.UUID, Mapping[str, Any]]:
        items = list(self.queryset().filter(pk__in=list(ids)))
        # One serializer for all: its fields are made but once.
        return dict(zip((item.pk for item in items), self.serializer(items, many=True).data, strict=True))


_renderings: dict[str, Rendering] = {}


def register(type_: str, rendering: Rendering) -> None:
    """One line per type of the change log."""
    _renderings[type_] = rendering


def types() -> list[str]:
    return list(_renderings)


def with_document(type_: str, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Each row with its stored `document`, null where nobody has read it since its last change."""
    stored = Change.objects.filter(type=type_, object_id=OuterRef("pk")).values("document")[:1]
    bare = rows.select_related(None).prefetch_related(None)
    annotated: QuerySet[Any] = bare.annotate(document=Subquery(stored))
    return annotated


def fill(type_: str, documents: Mapping[uuid.UUID, str | None]) -> Documents:
    """The documents, those that are null rendered and kept for the next reader; objects gone meanwhile are left out."""
    filled: Documents = {key: document for key, document in documents.items() if document is not None}
    missing = documents.keys() - filled.keys()
    return filled | _render_and_keep(type_, missing) if missing else filled


def document_of(type_: str, rows: QuerySet[Any]) -> dict[str, Any] | None:
    """The members of the first row's document, for a view that adds to it; None where there is no row."""
    found = fill(type_, dict(with_document(type_, rows).values_list("pk", "document")[:1]))
    return json.loads(next(iter(found.values()))) if found else None


KEEP = """
    UPDATE changes_change AS change SET document = free.document
    FROM (
        SELECT kept.id, rendered.document
        FROM changes_change AS kept
        JOIN jsonb_to_recordset(%s::jsonb) AS rendered(id uuid, position bigint, document text)
            ON kept.object_id = rendered.id AND kept.position = rendered.position
        WHERE kept.type = %s
        FOR NO KEY UPDATE OF kept SKIP LOCKED
    ) AS free
    WHERE change.id = free.id
"""


def _render_and_keep(type_: str, ids: Iterable[uuid.UUID]) -> Documents:
    """Render what a change has voided. It is kept only where the position still is the one read before rendering.

    So a change that commits in between never ends up with the document of what was before. Rows that somebody is
    writing are passed over: a reader waits for nobody, so it is in nobody's way.
    """
    wanted = list(ids)
    positions = dict(Change.objects.filter(type=type_, object_id__in=wanted).values_list("object_id", "position"))
    rendered = _renderings[type_].render(wanted)
    documents = {key: JSONRenderer().render(data).decode() for key, data in rendered.items()}
    rows = [{"id": str(key), "position": positions.get(key), "document": text} for key, text in documents.items()]
    with connection.cursor() as cursor:
        cursor.execute(KEEP, [json.dumps(rows), type_])
    return documents


def municipalities_of(document: str) -> list[str] | None:
    """The slugs of the municipalities a document concerns; None where it concerns all."""
    data = json.loads(document)
    if "municipalities" in data:
        return list(data["municipalities"])
    if "population" in data:  # a municipality concerns itself
        return [data["slug"]]
    return [data["municipality"]] if data.get("municipality") else None


def list_body(*, next_url: str | None, previous_url: str | None, documents: Iterable[str]) -> bytes:
    """A page of a list, put together from its documents without reading them."""
    return (
        f'{{"next":{json.dumps(next_url)},"previous":{json.dumps(previous_url)},"results":[{",".join(documents)}]}}'
    ).encode()


def results_body(documents: Iterable[str]) -> bytes:
    """The same for what has no pages."""
    return f'{{"results":[{",".join(documents)}]}}'.encode()
