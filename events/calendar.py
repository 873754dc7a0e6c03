"""Events as iCalendar (RFC 5545, RFC 7986): one file per event, and a feed to subscribe to.

Neither holds the join link: calendar files are passed on. What is withdrawn leaves the feed, and so its subscribers'
calendars; what is called off stays, as cancelled.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils import translation
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _
from icalendar import Calendar, vDuration, vText, vUri
from icalendar import Event as VEvent

from events import time_zones, wording
from events.models import AttendanceMode, Event, EventStatus, TimePrecision

PRODUCT = "-//Partheland//Partheland API 1//DE"
REFRESH = timedelta(hours=1)
# RFC 5545 3.1: what no text may hold.
CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
STATUS = {EventStatus.CANCELLED: "CANCELLED", EventStatus.POSTPONED: "TENTATIVE"}


def file(event: Event) -> bytes:
    """One event. Without METHOD: it is a copy for the reader's calendar, not an invitation (RFC 5546 3.2.1)."""
    with translation.override(settings.LANGUAGE_CODE):
        content: bytes = calendar_of(event).to_ical()
    return content


def calendar_of(event: Event) -> Calendar:
    """One event in a calendar of its own, to add to."""
    return _calendar([event])


def feed(events: Iterable[Event], *, name: str, source: str) -> bytes:
    """Events to subscribe to, under a name and the address it came from; readers come back every hour."""
    with translation.override(settings.LANGUAGE_CODE):
        calendar = _calendar(events, zones={settings.TIME_ZONE})  # a calendar without any component is none (3.4)
    for known_as in ("name", "x-wr-calname"):
        calendar.add(known_as, vText(_plain(name)))  # the library would write these as they are
    calendar.add("source", vUri(iri_to_uri(source)), parameters={"VALUE": "URI"})
    calendar.add("refresh-interval", vDuration(REFRESH), parameters={"VALUE": "DURATION"})
    content: bytes = calendar.to_ical()
    return content


def _calendar(events: Iterable[Event], *, zones: Iterable[str] = ()) -> Calendar:
    calendar = Calendar()
    calendar.add("version", "2.0")
    calendar.add("prodid", PRODUCT)
    zones = set(zones)
    for event in events:
        calendar.add_component(_vevent(event))
        if event.time_precision == TimePrecision.MINUTE:
            zones.add(event.time_zone)
    for zone in sorted(zones):
        calendar.subcomponents.insert(0, time_zones.definition(zone))
    return calendar


def _vevent(event: Event) -> VEvent:
    zone = ZoneInfo(event.time_zone)
    vevent = VEvent()
    vevent.add("uid", str(event.pk))
    # RFC 5545 3.8.7.2: without METHOD, DTSTAMP says when the information was last revised.
    parts = [event.venue, getattr(event, "workshop", None)]
    revised = max([event.updated_at, *(part.updated_at for part in parts if part)])
    vevent.add("dtstamp", revised.astimezone(UTC))
    vevent.add("last-modified", revised.astimezone(UTC))
    vevent.add("created", event.created_at.astimezone(UTC))
    vevent.add("sequence", event.sequence)
    vevent.add("summary", _plain(event.title))
    if event.time_precision == TimePrecision.DAY:
        vevent.add("dtstart", event.starts_at.astimezone(zone).date())
        # The end of an all-day event is exclusive: the day after the last (RFC 5545 3.6.1).
        vevent.add("dtend", _last_moment(event).astimezone(zone).date() + timedelta(days=1))
    else:
        vevent.add("dtstart", _local(event.starts_at, zone))
        if event.ends_at is not None:
            vevent.add("dtend", _local(event.ends_at, zone))
    vevent.add("status", STATUS.get(event.status, "CONFIRMED"))  # type: ignore[call-overload]
    if event.series_id is not None:
        # Each date is a component with a UID of its own: there is no parent for RELATED-TO to name. REFID is the key
        # that components which belong together share (RFC 9253).
        vevent.add("refid", vText(str(event.series_id)))
    _add_words(vevent, event)
    return vevent


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    """With its zone; the second time of an hour that comes twice has no local name (3.3.5), so as UTC."""
    local = moment.astimezone(zone)
    return local.astimezone(UTC) if local.fold else local


def _plain(text: str) -> str:
    return CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _last_moment(event: Event) -> datetime:
    return event.ends_at or event.starts_at


def _add_words(vevent: VEvent, event: Event) -> None:
    elsewhere = event.workshop.external_url if hasattr(event, "workshop") else ""
    registering = _("Registration: %(address)s") % {"address": elsewhere} if elsewhere else ""
    description = "\n\n".join(part for part in (event.summary, event.description, registering) if part)
    if description:
        vevent.add("description", _plain(description))
    if event.venue is not None or event.attendance_mode == AttendanceMode.ONLINE:
        vevent.add("location", vText(_plain(wording.place(event))))
    # A place that was left for the screen is no place to go to.
    if event.venue is not None and event.attendance_mode != AttendanceMode.ONLINE and event.venue.latitude is not None:
        vevent.add("geo", (event.venue.latitude, event.venue.longitude))
    if event.public_url:
        vevent.add("url", iri_to_uri(event.public_url))
    vevent.add("categories", [_plain(word) for word in (event.kind, *event.tags)])
