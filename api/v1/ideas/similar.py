"""Similar ideas while somebody types a title: to support instead of repeating."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request

from api import rendering
from api.v1.ideas.filters import SimilarFilters
from api.v1.ideas.serializers import IdeaDocument
from api.views import Kept
from ideas.models import Idea


class SimilarIdeasDocument(serializers.Serializer[Any]):
    """At most ten, the likest first."""

    results = IdeaDocument(many=True)


class SimilarIdeas(Kept):
    """What is there already."""

    document_type = "idea"
    filterset_class = SimilarFilters

    def known_parameters(self) -> Sequence[str]:
        return list(SimilarFilters.base_filters)

    @extend_schema(operation_id="listSimilarIdeas", tags=["ideas"], filters=True, responses=SimilarIdeasDocument)
    def get(self, request: Request) -> HttpResponse:
        """Public ideas like the title that is being typed, at most ten, the likest first; mistakes are forgiven.

        Some of the words are enough. With `municipality` those of these municipalities and of the whole region.
        Withdrawn ideas and those continued as another are left out. While too little is typed, the list is empty.
        """
        typed = SimilarFilters(request.GET).values
        return self.kept(request, lambda: _body(typed["q"], typed.get("municipality", [])))


def _body(text: str, municipalities: Sequence[str]) -> bytes:
    rows = rendering.with_document("idea", Idea.objects.resembling(text, municipalities=municipalities))
    documents = dict(rows.values_list("pk", "document"))
    filled = rendering.fill("idea", documents)
    return rendering.results_body(filled[key] for key in documents if key in filled)
