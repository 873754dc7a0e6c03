"""Filters of the list of measures."""

from api.content_filters import municipality_filter, search_filter
from api.filter_kinds import CodesFilter, SlugsFilter
from api.filters import StrictFilterSet
from core.municipalities.models import Topic
from ideas.models import MeasureStatus


class MeasureFilters(StrictFilterSet):
    municipality = municipality_filter()
    topic = SlugsFilter(Topic, narrow=lambda rows, slugs: rows.filter(topic__slug__in=slugs), about="Slugs of topics.")
    status = CodesFilter(MeasureStatus.choices, column="status", about="How far the measure is.")
    q = search_filter("name or description")
