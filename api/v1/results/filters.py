"""Filters of the results."""

from api.filters import DayFilter, StrictFilterSet, municipality_filter


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
