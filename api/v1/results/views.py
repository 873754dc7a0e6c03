"""What became of the ideas: of the region, and of one call."""

from collections.abc import Sequence
from typing import cast

from django.http import HttpResponse
from django.utils.functional import cached_property
from drf_spectacular.utils import extend_schema
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from api.caching import Versions
from api.v1.results.filters import ResultFilters
from api.v1.results.serializers import ResultsDocument
from api.views import Kept
from core.changes import log
from core.errors import Missing
from ideas.models import Idea, IdeaCall
from ideas.models.idea import IdeaQuerySet
from ideas.services import results


class ResultsView(Kept):
    """Counted anew after any change of an idea, else kept."""

    filterset_class = ResultFilters

    def known_parameters(self) -> Sequence[str]:
        return list(self.filterset_class.base_filters)

    @cached_property
    def versions(self) -> Versions:
        """Of a measure and of a call it counts whether they are public."""
        return log.versions(["idea", "idea_call", "measure"])

    def counted(self, request: Request, ideas: IdeaQuerySet) -> HttpResponse:
        return self.kept(request, lambda: self._body(request, ideas))

    def _body(self, request: Request, ideas: IdeaQuerySet) -> bytes:
        narrowed = self.filterset_class(request.GET).filter_queryset(ideas)
        return JSONRenderer().render(ResultsDocument(results.of(cast(IdeaQuerySet, narrowed))).data)


class RegionResults(ResultsView):
    """What became of all ideas."""

    @extend_schema(operation_id="getResults", tags=["ideas"], filters=True, responses=ResultsDocument)
    def get(self, request: Request) -> HttpResponse:
        """How many public ideas there are, how many are answered, and what became of them."""
        return self.counted(request, Idea.objects.public())


class CallResults(ResultsView):
    """What became of the ideas of a call."""

    @extend_schema(operation_id="getIdeaCallResults", tags=["ideas"], filters=True, responses=ResultsDocument)
    def get(self, request: Request, slug: str) -> HttpResponse:
        """The same for the ideas of one call."""
        call = IdeaCall.objects.published().filter(slug=slug).first()
        if call is None:
            raise Missing
        return self.counted(request, Idea.objects.public().filter(call=call))
