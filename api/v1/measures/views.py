"""Measures: list, and one with its ideas."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api import rendering
from api.ranking import Ranked
from api.v1.measures.filters import MeasureFilters
from api.v1.measures.serializers import MeasureDocument, MeasureNews, MeasureWithIdeas
from api.views import PublicList, PublicView
from core.errors import Missing
from ideas.models import Measure
from ideas.models.measure import MeasureQuerySet


class MeasureList(Ranked, PublicList):
    """Measures in alphabetical order."""

    document_type = "measure"
    serializer_class = MeasureDocument
    filterset_class = MeasureFilters
    ordering = ("sort_key", "id")

    def get_queryset(self) -> MeasureQuerySet:
        return public_measures()

    @extend_schema(operation_id="listMeasures", tags=["measures"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class MeasureDetail(PublicView):
    """One measure, with the ideas it came from."""

    @extend_schema(operation_id="getMeasure", tags=["measures"], responses=MeasureWithIdeas)
    def get(self, _request: Request, slug: str) -> Response:
        document = rendering.document_of("measure", public_measures().filter(slug=slug))
        if document is None:
            raise Missing
        return Response({**document, **MeasureNews(Measure(pk=document["id"])).data})


def public_measures() -> MeasureQuerySet:
    return Measure.objects.published().with_details()
