"""Filters of the list and of the calendar subscription."""

from collections.abc import Collection
from typing import Any

from api.content_filters import district_filter, municipality_filter, organization_filter, search_filter, topic_filter
from api.filter_kinds import CodesFilter, IdFilter, MomentFilter, WordsFilter
from api.filters import StrictFilterSet
from api.nearby import RadiusFilter, near_filter
from events.models import AttendanceMode, EventKind, EventStatus


class EventFilters(StrictFilterSet):
    """Without `starts_after` and `starts_before`: what has not ended."""

    municipality = municipality_filter()
    district = district_filter()
    topic = topic_filter()
    tag = WordsFilter(
        narrow=lambda rows, words: rows.filter(tags__overlap=words), about="Tags, any of which may match."
    )
    kind = CodesFilter(EventKind.choices, column="kind", about="Kinds of event.")
    organization = organization_filter()
    attendance_mode = CodesFilter(AttendanceMode.choices, column="attendance_mode", about="On site, online or both.")
    status = CodesFilter(EventStatus.choices, column="status", about="Whether the event takes place.")
    starts_after = MomentFilter(
        narrow=lambda rows, moment: rows.filter(starts_at__gte=moment),
        about="Events that start at this moment or later, also past ones.",
    )
    starts_before = MomentFilter(
        narrow=lambda rows, moment: rows.filter(starts_at__lt=moment),
        about="Events that start before this moment, also past ones.",
    )
    series = IdFilter(column="series", about="The dates of one series, by its id. One that is not known has none.")
    registration = CodesFilter(
        [("open", "open")],
        narrow=lambda rows, _codes: rows.filter(workshop__is_open=True),
        about="`open`: events for which one can register now.",
    )
    near = near_filter(latitude="venue__latitude", longitude="venue__longitude")
    radius = RadiusFilter()
    q = search_filter("title, summary, tags or description")

    def filter_queryset(self, queryset: Any, *, without: Collection[str] = ()) -> Any:
        if not {"starts_after", "starts_before"} & (self.values.keys() - set(without)):
            queryset = queryset.upcoming(self.now)
        return super().filter_queryset(queryset, without=without)
