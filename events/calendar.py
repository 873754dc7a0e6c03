"""Events as iCalendar (RFC 5545, RFC 7986): one file per event, and a feed to subscribe to.

Neither holds the join link: calendar files are passed on.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from icalendar import Calendar, Timezone, vDuration, vText, vUri
from icalendar import Event as VEvent

from core.models import Publication
from events.models import Event, EventStatus, TimePrecision

PRODUCT = "-//Partheland//Partheland API 1//DE"
REFRESH = timedelta(hours=1)
STATUS = {EventStatus.CANCELLED: "CANCELLED", EventStatus.POSTPONED: "TENTATIVE"}


def file(event: Event) -> bytes:
    """One event. Without METHOD: it is a copy for the reader's calendar, not an invitation (RFC 5546 3.2.1)."""
    content: bytes = calendar_of(event).to_ical()
    return content


def calendar_of(event: Event) -> Calendar:
    """One event in a calendar of its own, to add to."""
    return _calendar([event])


def feed(events: Iterable[Event], *, name: str, source: str) -> bytes:
    """Events to subscribe to, under a name and the address it came from; readers come back every hour."""
    calendar = _calendar(events)
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add("source", vUri(source))
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    content: bytes = calendar.to_ical()
    return content


def _calendar(events: Iterable[Event]) -> Calendar:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    zones: set[str] = set()
    for event in events:
        calendar.add_component(_vevent(event))
        if event.time_precision == TimePrecision.MINUTE:
            zones.add(event.time_zone)
    for zone in sorted(zones):
        calendar.subcomponents.insert(0, Timezone.from_tzid(zone))
    return calendar


def _vevent(event: Event) -> VEvent:
    zone = ZoneInfo(event.time_zone)
    vevent = VEvent()
    vevent.add("uid", str(event.pk))
    # RFC 5545 3.8.7.2: without METHOD, DTSTAMP says when the information was last revised.
    vevent.add("dtstamp", event.updated_at.astimezone(UTC))
    vevent.add("last-modified", event.updated_at.astimezone(UTC))
    vevent.add("created", event.created_at.astimezone(UTC))
    vevent.add("sequence", event.sequence)
    vevent.add("summary", event.title)
    if event.time_precision == TimePrecision.DAY:
        vevent.add("dtstart", event.starts_at.astimezone(zone).date())
        # The end of an all-day event is exclusive: the day after the last (RFC 5545 3.6.1).
        vevent.add("dtend", _last_moment(event).astimezone(zone).date() + timedelta(days=1))
    else:
        vevent.add("dtstart", event.starts_at.astimezone(zone))
        if event.ends_at is not None:
            vevent.add("dtend", event.ends_at.astimezone(zone))
    vevent.add("status", _status(event))
    if event.series_id is not None:
        # Each date is a component with a UID of its own: there is no parent for RELATED-TO to name. REFID is the key
        # that components which belong together share (RFC 9253).
        vevent.add("refid", vText(str(event.series_id)))
    _add_words(vevent, event)
    return vevent


def _last_moment(event: Event) -> datetime:
    return event.ends_at or event.starts_at


def _status(event: Event) -> str:
    return "CANCELLED" if event.publication == Publication.WITHDRAWN else STATUS.get(event.status, "CONFIRMED")  # type: ignore[call-overload]


def _add_words(vevent: VEvent, event: Event) -> None:
    description = "\n\n".join(part for part in (event.summary, event.description) if part)
    if description:
        vevent.add("description", description)
    if event.venue is not None:
        vevent.add("location", vText(str(event.venue)))
        if event.venue.latitude is not None and event.venue.longitude is not None:
            vevent.add("geo", (event.venue.latitude, event.venue.longitude))
    if event.public_url:
        vevent.add("url", event.public_url)
    words = [event.kind, *event.tags]
    vevent.add("categories", words)
