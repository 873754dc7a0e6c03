"""Reading and writing events: list, one, as a calendar file, as a calendar to subscribe to."""

import json
import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any, ClassVar

from django.db.models import F
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from api.content import CHANGE_REFUSALS, WRITE_REFUSALS, ContentView, ContentWrite
from api.content_lists import ContentOfOrganization
from api.facets import Facet, FacetsView, each_of, month_of
from api.filters import StrictFilterBackend
from api.idempotency import idempotent
from api.ranking import Ranked
from api.sources import source_of
from api.v1.events.filters import EventFilters
from api.v1.events.serializers import EventCounts, EventDocument
from api.v1.events.writing import EditedEvent, EventPut, EventWrite
from api.views import PublicDetail, PublicList, PublicView
from core.actors import Act
from core.errors import Missing
from core.municipalities.models import Region
from events import linked_data
from events.models import Event
from events.models.event import EventQuerySet
from events.services.writing import WRITER

# A subscription holds what is to come; no municipality of this size has more at once.
FEED_SIZE = 1000
CALENDAR = "text/calendar; charset=utf-8"


class EventContent(ContentView):
    """How events are written."""

    act = Act.EVENTS
    writer = WRITER
    public, edited = EventDocument, EditedEvent
    written: ClassVar[type[ContentWrite]] = EventWrite
    address = "events/{0.pk}".format


class EventList(EventContent, Ranked, PublicList):
    """Events by their start; without `starts_after` and `starts_before` those that have not ended."""

    document_type = "event"
    serializer_class = EventDocument
    filterset_class = EventFilters
    refusals: ClassVar = {"post": WRITE_REFUSALS}
    ordering = ("starts_at", "id")

    def get_queryset(self) -> EventQuerySet:
        return public_events()

    def valid_until(self, now: datetime) -> datetime | None:
        return Event.objects.published().next_turn(now)

    @extend_schema(operation_id="listEvents", tags=["events"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)

    @extend_schema(operation_id="createEvent", tags=["events"], request=EventWrite, responses={201: EditedEvent})
    @idempotent
    def post(self, request: Request) -> Response:
        """Write an event for an organization entrusted to you; public at once unless `publication` says else."""
        return self.create(request)


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


class EventDetail(EventContent, PublicDetail):
    """One event."""

    document_type = "event"
    serializer_class = EventDocument
    refusals: ClassVar = {"patch": CHANGE_REFUSALS, "delete": CHANGE_REFUSALS}
    shows_drafts = True
    lookup_url_kwarg = "event_id"

    def get_queryset(self) -> EventQuerySet:
        return public_events()

    @extend_schema(operation_id="getEvent", tags=["events"])
    def get(self, request: Request, event_id: uuid.UUID) -> Any:
        """The same for everyone. One that is not public is shown to its editors, with what else they wrote."""
        try:
            return super().get(request, event_id=event_id)
        except Missing:
            return self.unpublished(request, event_id)

    @extend_schema(operation_id="changeEvent", tags=["events"], request=EventWrite, responses=EditedEvent)
    def patch(self, request: Request, event_id: uuid.UUID) -> Response:
        """Change what is given and leave the rest; null gives a field back its default (RFC 7396)."""
        return self.change(request, event_id)

    @extend_schema(operation_id="withdrawEvent", tags=["events"], responses={204: None})
    def delete(self, request: Request, event_id: uuid.UUID) -> Response:
        """Take it out of public view; who keeps a copy hears of it by `sync`. Its editors still see and change it."""
        return self.withdraw(request, event_id)


class EventByNumber(EventContent):
    """An event by the number it has at the site it comes from."""

    written = EventPut
    refusals: ClassVar = {"put": CHANGE_REFUSALS}

    @extend_schema(
        operation_id="putEvent", tags=["events"], request=EventPut, responses={200: EditedEvent, 201: EditedEvent}
    )
    def put(self, request: Request, external_id: str) -> Response:
        """Make it be so, whether or not it is known here. What is there already needs its ETag as `If-Match`.

        Numbers are the organization's own. A site keeps the ETag of its last write; `If-Match: *` overwrites whatever
        is there.
        """
        return self.put_by_number(request, external_id)


class EventsOfOrganization(ContentOfOrganization):
    """What an organization has written, also what is not public."""

    act, writer = Act.EVENTS, WRITER
    serializer_class = EditedEvent

    @extend_schema(operation_id="listEventsOfOrganization", tags=["events"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        """For its editors and its site keys: drafts, what is scheduled, public or withdrawn; the newest first.

        `getEvent` gives the ETag that changing one needs.
        """
        return super().get(request, *args, **kwargs)


class EventLinkedData(PublicView):
    """One event in the words of schema.org, for search engines and other calendars."""

    @extend_schema(
        operation_id="getEventLinkedData",
        tags=["events"],
        responses={(200, "application/ld+json"): OpenApiTypes.OBJECT},
    )
    def get(self, _request: Request, event_id: uuid.UUID) -> HttpResponse:
        """JSON-LD with the terms of https://schema.org/Event. What is not known is left out."""
        content = json.dumps(linked_data.document(_public(event_id)), ensure_ascii=False)
        return HttpResponse(content, content_type="application/ld+json")


class EventCalendarFile(PublicView):
    """One event for the reader's own calendar (RFC 5545)."""

    @extend_schema(
        operation_id="getEventCalendarFile", tags=["events"], responses={(200, "text/calendar"): OpenApiTypes.STR}
    )
    def get(self, _request: Request, event_id: uuid.UUID) -> HttpResponse:
        from events import calendar  # noqa: PLC0415 - only who gives out calendars pays for the library's memory

        answer = HttpResponse(calendar.file(_public(event_id)), content_type=CALENDAR)
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
        from events import calendar  # noqa: PLC0415 - as above

        events = StrictFilterBackend().filter_queryset(request, public_events(), self)
        region = Region.objects.first()
        name = region.name if region else ""
        content = calendar.feed(events.order_by("starts_at", "id")[:FEED_SIZE], name=name, source=source_of(request))
        return HttpResponse(content, content_type=CALENDAR)


def public_events() -> EventQuerySet:
    """Events as everyone may see them, with all they show."""
    return Event.objects.published().with_details()


def _public(event_id: uuid.UUID) -> Event:
    event = public_events().filter(pk=event_id).first()
    if event is None:
        raise Missing
    return event
