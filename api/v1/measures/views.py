"""Measures: list, and one with its ideas."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.v1.measures.filters import MeasureFilters
from api.v1.measures.serializers import MeasureDocument, MeasureWithIdeas
from api.views import PublicDetail, PublicList
from ideas.models import Measure
from ideas.models.measure import MeasureQuerySet


class MeasureList(PublicList):
    """Measures in alphabetical order."""

    serializer_class = MeasureDocument
    filterset_class = MeasureFilters
    ordering = ("sort_key", "id")

    def get_queryset(self) -> MeasureQuerySet:
        return public_measures()

    @extend_schema(operation_id="listMeasures", tags=["measures"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class MeasureDetail(PublicDetail):
    """One measure, with the ideas it came from."""

    serializer_class = MeasureWithIdeas
    lookup_field = "slug"

    def get_queryset(self) -> MeasureQuerySet:
        return public_measures()

    @extend_schema(operation_id="getMeasure", tags=["measures"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


def public_measures() -> MeasureQuerySet:
    return Measure.objects.published().with_details()
