"""Reading events: list, one, as a calendar file, as a calendar to subscribe to."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import F
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.facets import Facet, FacetsView, each_of, month_of
from api.filters import StrictFilterBackend
from api.ranking import Ranked
from api.v1.events.filters import EventFilters
from api.v1.events.serializers import EventCounts, EventDocument
from api.views import PublicDetail, PublicList, PublicView
from core.errors import Missing
from core.municipalities.models import Region
from events import calendar
from events.models import Event
from events.models.event import EventQuerySet

# A subscription holds what is to come; no municipality of this size has more at once.
FEED_SIZE = 1000
CALENDAR = "text/calendar; charset=utf-8"


class EventList(Ranked, PublicList):
    """Events by their start; without `starts_after` and `starts_before` those that have not ended."""

    document_type = "event"
    serializer_class = EventDocument
    filterset_class = EventFilters
    ordering = ("starts_at", "id")

    def get_queryset(self) -> EventQuerySet:
        return public_events()

    def valid_until(self, now: datetime) -> datetime | None:
        return Event.objects.published().next_turn(now)

    @extend_schema(operation_id="listEvents", tags=["events"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class EventFacets(FacetsView):
    """How many events there are per value of a filter."""

    document_type = "event"
    filterset_class = EventFilters
    facets: ClassVar = {
        "municipality": Facet(F("municipalities__slug"), ["municipality"]),
        "topic": Facet(F("topics__slug"), ["topic"]),
        "kind": Facet(F("kind"), ["kind"]),
        "tag": Facet(each_of("tags"), ["tag"]),
        "organization": Facet(F("organization__slug"), ["organization"]),
        "attendance_mode": Facet(F("attendance_mode"), ["attendance_mode"]),
        "month": Facet(
            month_of("starts_at", time_zone=F("time_zone")), ["starts_after", "starts_before"], by_value=True
        ),
    }

    def get_queryset(self) -> EventQuerySet:
        return Event.objects.published()

    def valid_until(self, now: datetime) -> datetime | None:
        return self.get_queryset().next_turn(now)

    @extend_schema(operation_id="countEvents", tags=["events"], filters=True, responses=EventCounts)
    def get(self, request: Request) -> HttpResponse:
        """Counts per value for the filters of the list, each facet without its own filter; at most 100 values each."""
        return self.counts(request)


class EventDetail(PublicDetail):
    """One event."""

    document_type = "event"
    serializer_class = EventDocument
    lookup_url_kwarg = "event_id"

    def get_queryset(self) -> EventQuerySet:
        return public_events()

    @extend_schema(operation_id="getEvent", tags=["events"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class EventCalendarFile(PublicView):
    """One event for the reader's own calendar (RFC 5545)."""

    @extend_schema(
        operation_id="getEventCalendarFile", tags=["events"], responses={(200, "text/calendar"): OpenApiTypes.STR}
    )
    def get(self, _request: Request, event_id: uuid.UUID) -> HttpResponse:
        event = public_events().filter(pk=event_id).first()
        if event is None:
            raise Missing
        answer = HttpResponse(calendar.file(event), content_type=CALENDAR)
        answer.headers["Content-Disposition"] = 'attachment; filename="termin.ics"'
        return answer


class EventFeed(PublicView):
    """A calendar to subscribe to, with the filters of the list."""

    filterset_class = EventFilters

    def known_parameters(self) -> Sequence[str]:
        return list(EventFilters.base_filters)

    @extend_schema(
        operation_id="subscribeToEvents",
        tags=["events"],
        filters=True,
        responses={(200, "text/calendar"): OpenApiTypes.STR},
    )
    def get(self, request: Request) -> HttpResponse:
        events = StrictFilterBackend().filter_queryset(request, public_events(), self)
        region = Region.objects.first()
        query = urlencode(list(request.GET.lists()), doseq=True)
        source = f"{settings.PUBLIC_URL}{request.path}" + (f"?{query}" if query else "")
        name = region.name if region else ""
        content = calendar.feed(events.order_by("starts_at", "id")[:FEED_SIZE], name=name, source=source)
        return HttpResponse(content, content_type=CALENDAR)


def public_events() -> EventQuerySet:
    """Events as everyone may see them, with all they show."""
    return Event.objects.published().with_details()
