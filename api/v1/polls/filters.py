"""Filters of the list of polls."""

from api.filters import SlugsFilter, StrictFilterSet, municipality_filter
from ideas.models import IdeaCall


class PollFilters(StrictFilterSet):
    municipality = municipality_filter()
    call = SlugsFilter(
        IdeaCall,
        narrow=lambda rows, slugs: rows.filter(call__slug__in=slugs),
        among=lambda calls: calls.published(),
        about="Slugs of calls for ideas.",
    )
