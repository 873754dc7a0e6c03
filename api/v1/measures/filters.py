"""Filters of the list of measures."""

from api.filters import CodesFilter, SearchFilter, SlugsFilter, StrictFilterSet, municipality_filter
from api.v1.ideas.filters import matching
from core.municipalities.models import Topic
from ideas.models import MeasureStatus


class MeasureFilters(StrictFilterSet):
    municipality = municipality_filter()
    topic = SlugsFilter(Topic, narrow=lambda rows, slugs: rows.filter(topic__slug__in=slugs), about="Slugs of topics.")
    status = CodesFilter(MeasureStatus.choices, column="status", about="How far the measure is.")
    q = SearchFilter(narrow=matching, about="Words of name or description; umlauts as you like.")
