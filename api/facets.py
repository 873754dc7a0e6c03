"""Facets: how many items of a filtered list there are per value, for those who choose further."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django.db.models import Count, F, Func, QuerySet, TextField
from django.http import HttpResponse
from rest_framework import serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.request import Request

from api.filters import StrictFilterSet
from api.views import Kept

MOST_VALUES = 100


@dataclasses.dataclass(frozen=True)
class Facet:
    """`value` is what is counted; the parameters that narrow by it do not count here, so that others can be chosen."""

    value: Any
    parameters: Sequence[str]
    by_value: bool = False

    def count(self, rows: QuerySet[Any]) -> list[dict[str, Any]]:
        """Each value with how many of the rows have it: the most frequent first, or in the order of values."""
        plain = rows.select_related(None).prefetch_related(None).order_by()
        counted = plain.annotate(value=self.value).values("value").annotate(count=Count("pk", distinct=True))
        order = ["value"] if self.by_value else ["-count", "value"]
        return [row for row in counted.order_by(*order)[:MOST_VALUES] if row["value"] is not None]


class FacetCount(serializers.Serializer[Any]):
    value = serializers.CharField()
    count = serializers.IntegerField(min_value=1)


class FacetsView(Kept):
    """Counts for the filters of a list: one query per facet, and one per parameter that names rows of a table."""

    filterset_class: ClassVar[type[StrictFilterSet]]
    facets: ClassVar[Mapping[str, Facet]]

    def get_queryset(self) -> QuerySet[Any]:
        raise NotImplementedError

    def known_parameters(self) -> Sequence[str]:
        return list(self.filterset_class.base_filters)

    def counts(self, request: Request) -> HttpResponse:
        return self.kept(request, lambda: JSONRenderer().render(dict(self._counted(request))))

    def _counted(self, request: Request) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        filters = self.filterset_class(request.GET)
        for name, facet in self.facets.items():
            yield name, facet.count(filters.filter_queryset(self.get_queryset(), without=facet.parameters))


def month_of(moment: str, *, time_zone: Any) -> Func:
    """The month of a moment where it happens, as in 2026-12."""
    local = Func(time_zone, F(moment), function="timezone")
    return Func(local, template="to_char(%(expressions)s, 'YYYY-MM')", output_field=TextField())


def each_of(column: str) -> Func:
    """Each element of an array."""
    return Func(F(column), function="unnest", output_field=TextField())
