"""Filters of the list and of the calendar subscription."""

from typing import Any

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
from events.models import AttendanceMode, EventKind, EventStatus
from events.models.event import EventQuerySet


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
    registration = CodesFilter(
        [("open", "open")],
        narrow=lambda rows, _codes: rows.filter(workshop__is_open=True),
        about="`open`: events for which one can register now.",
    )
    q = SearchFilter(
        narrow=lambda rows, words: rows.matching(words), about="Words of title, summary or tags; umlauts as you like."
    )

    def filter_queryset(self, queryset: EventQuerySet) -> Any:
        if not {"starts_after", "starts_before"} & set(self.data):
            queryset = queryset.upcoming(timezone.now())
        return super().filter_queryset(queryset)
