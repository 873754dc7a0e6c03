"""Filters of the list and of the feeds."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from api.content_filters import district_filter, municipality_filter, organization_filter, search_filter, topic_filter
from api.filter_kinds import CodesFilter, MomentFilter, WordsFilter
from api.filters import StrictFilterSet
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
    pinned = CodesFilter(
        [("true", "true"), ("false", "false")],
        narrow=lambda rows, codes: rows.pinned_or_not({code == "true" for code in codes}, timezone.now()),
        about="`true`: what is pinned now, to be shown above; `false`: all else.",
    )
    q = search_filter("title, teaser, tags or text")

    def filter_queryset(self, queryset: Any, *, without: Collection[str] = ()) -> QuerySet[Any]:
        return super().filter_queryset(queryset.current(self.now), without=without)
