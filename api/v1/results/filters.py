"""Filters of the results."""

from api.content_filters import municipality_filter
from api.filter_kinds import DayFilter
from api.filters import StrictFilterSet


class ResultFilters(StrictFilterSet):
    """An idea without municipality concerns the region, so it counts for each."""

    municipality = municipality_filter()
    submitted_after = DayFilter(
        narrow=lambda rows, day: rows.filter(submitted_on__gte=day),
        about="Ideas submitted on this day or later.",
    )
    submitted_before = DayFilter(
        narrow=lambda rows, day: rows.filter(submitted_on__lte=day),
        about="Ideas submitted on this day or earlier.",
    )
