"""Ideas as open data: as points on a map (GeoJSON, RFC 7946) and as a table (CSV, RFC 4180). Neither names anybody."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.http import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from api.open_data import OpenDataFile
from api.v1.ideas.filters import IdeaFilters
from api.v1.ideas.serializers import IdeaDocument
from api.v1.reference.serializers import LicenceDocument
from core.tables import harmless
from ideas.models import Idea
from ideas.models.idea import NEWEST, IdeaQuerySet

Document = dict[str, Any]


class OpenIdea(IdeaDocument):
    """An idea as open data: its document without the name of the author. Each member is chosen, so none slips in."""

    class Meta(IdeaDocument.Meta):
        fields = (
            "id", "reference", "title", "text", "municipality", "topic", "call", "measure", "status", "duplicate_of",
            "support_count", "comment_count", "answer", "submitted_on", "date_precision", "origin", "source_url",
        )  # fmt: skip


class Point(serializers.Serializer[Any]):
    """Where it is, WGS 84: `coordinates` are longitude and latitude in degrees, in this order."""

    type = serializers.ChoiceField(["Point"])
    coordinates = serializers.ListField(child=serializers.FloatField(), min_length=2, max_length=2)


class IdeaFeature(serializers.Serializer[Any]):
    """An idea with its place."""

    type = serializers.ChoiceField(["Feature"])
    id = serializers.UUIDField()
    geometry = Point()
    properties = OpenIdea()


class IdeaFeatures(serializers.Serializer[Any]):
    """A FeatureCollection of RFC 7946; `bbox` is the box that holds all of them, missing where there are none."""

    type = serializers.ChoiceField(["FeatureCollection"])
    licence = LicenceDocument(allow_null=True)
    features = IdeaFeature(many=True)


class IdeaFile(OpenDataFile):
    document_type = "idea"
    filterset_class = IdeaFilters

    def get_queryset(self) -> IdeaQuerySet:
        return Idea.objects.public().order_by(*NEWEST)


class IdeasAsGeoJson(IdeaFile):
    media_type = "application/geo+json"

    @extend_schema(
        operation_id="ideasAsGeoJson", tags=["ideas"], filters=True, responses={(200, media_type): IdeaFeatures}
    )
    def get(self, request: Request) -> HttpResponseBase:
        """All public ideas that have a point, as a map shows them, with the filters of the list; the newest first.

        Without names of authors. The licence stands in `licence` and in the header `Link` (`rel="license"`).
        """
        return self.file(request)

    def get_queryset(self) -> IdeaQuerySet:
        return super().get_queryset().filter(latitude__isnull=False)

    def write(self, documents: Iterable[Document]) -> Iterator[str]:
        licence = json.dumps(LicenceDocument.of(self.region), ensure_ascii=False)
        yield f'{{"type":"FeatureCollection","licence":{licence},"features":['
        box: list[float] = []
        for number, document in enumerate(documents):
            east, north = document["location"]["longitude"], document["location"]["latitude"]
            box = [min(box[0], east), min(box[1], north), max(box[2], east), max(box[3], north)] if box else [
                east, north, east, north,
            ]  # fmt: skip
            feature = {
                "type": "Feature",
                "id": document["id"],
                "geometry": {"type": "Point", "coordinates": [east, north]},
                "properties": {name: document[name] for name in OpenIdea.Meta.fields},
            }
            yield ("," if number else "") + json.dumps(feature, ensure_ascii=False, separators=(",", ":"))
        yield f'],"bbox":{json.dumps(box)}}}' if box else "]}"


class IdeasAsTable(IdeaFile):
    media_type = "text/csv; charset=utf-8; header=present"
    columns = (
        "id", "reference", "title", "text", "municipality", "topic", "call", "measure", "latitude", "longitude",
        "status", "duplicate_of", "support_count", "comment_count", "answer", "answered_on", "submitted_on",
        "date_precision", "origin", "source_url", "licence",
    )  # fmt: skip

    @extend_schema(
        operation_id="ideasAsCsv", tags=["ideas"], filters=True, responses={(200, "text/csv"): OpenApiTypes.STR}
    )
    def get(self, request: Request) -> HttpResponseBase:
        """All public ideas as a table (RFC 4180, UTF-8), with the filters of the list; the newest first.

        Without names of authors. The licence stands in the column `licence` and in the header `Link` (`rel="license"`).
        An apostrophe stands before what spreadsheets would take for a formula.
        """
        answer = self.file(request)
        answer.headers["Content-Disposition"] = 'attachment; filename="ideen.csv"'
        return answer

    def write(self, documents: Iterable[Document]) -> Iterator[str]:
        yield _line(self.columns)
        for document in documents:
            yield _line(self._cells(document))

    def _cells(self, document: Document) -> list[str]:
        location, answer = document["location"] or {}, document["answer"] or {}
        values = {
            **{name: document[name] for name in OpenIdea.Meta.fields},
            **location,
            "answer": answer.get("text"),
            "answered_on": answer.get("on"),
            "licence": self.region.licence_url,
        }
        return [_cell(values.get(name)) for name in self.columns]


def _cell(value: Any) -> str:
    """Numbers as they are, also negative ones: of these there is no formula."""
    return harmless(value) if isinstance(value, str) else "" if value is None else str(value)


def _line(cells: Iterable[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow(cells)
    return text.getvalue()
