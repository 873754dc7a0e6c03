"""Filters of the list and of the feeds."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from api.filters import (
    CodesFilter,
    MomentFilter,
    StrictFilterSet,
    WordsFilter,
    district_filter,
    municipality_filter,
    organization_filter,
    search_filter,
    topic_filter,
)
from news.models import ArticleKind


class ArticleFilters(StrictFilterSet):
    """What has expired is in no list."""

    municipality = municipality_filter()
    district = district_filter()
    topic = topic_filter()
    tag = WordsFilter(narrow=lambda rows, words: rows.filter(tags__overlap=words), about="Tags, as items carry them.")
    kind = CodesFilter(ArticleKind.choices, column="kind", about="Kinds of news.")
    organization = organization_filter()
    published_after = MomentFilter(
        narrow=lambda rows, moment: rows.filter(published_at__gte=moment), about="Published at this moment or later."
    )
    q = search_filter("title, teaser, tags or text")

    def filter_queryset(self, queryset: Any, *, without: Collection[str] = ()) -> QuerySet[Any]:
        return super().filter_queryset(queryset.current(self.now), without=without)
