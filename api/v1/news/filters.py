"""Filters of the list, and later of the feeds."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from api.filters import (
    CodesFilter,
    MomentFilter,
    SearchFilter,
    StrictFilterSet,
    WordsFilter,
    district_filter,
    municipality_filter,
    organization_filter,
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
    q = SearchFilter(
        narrow=lambda rows, words: rows.matching(words),
        about="Words of the title, the teaser, the text or the tags, whole or in part.",
    )

    def filter_queryset(self, queryset: Any) -> QuerySet[Any]:
        filtered: QuerySet[Any] = super().filter_queryset(queryset.current(timezone.now()))
        return filtered
