"""Filters of the list of polls."""

from api.content_filters import municipality_filter
from api.filter_kinds import SlugsFilter
from api.filters import StrictFilterSet
from ideas.models import IdeaCall


class PollFilters(StrictFilterSet):
    municipality = municipality_filter()
    call = SlugsFilter(
        IdeaCall,
        narrow=lambda rows, slugs: rows.filter(call__slug__in=slugs),
        among=lambda calls: calls.published(),
        about="Slugs of calls for ideas.",
    )
