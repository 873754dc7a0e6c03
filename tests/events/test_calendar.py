"""Calendar files per RFC 5545, read back by the library as a client would."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from icalendar import Calendar

from events import calendar
from events.models import EventStatus, TimePrecision
from tests.factories.events import EventFactory, VenueFactory, WorkshopFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
BERLIN = ZoneInfo("Europe/Berlin")


def read(event):
    return Calendar.from_ical(calendar.file(event)).walk("VEVENT")[0]


def test_an_event_keeps_its_local_time_and_zone():
    starts_at = datetime(2026, 3, 29, 17, tzinfo=BERLIN)
    vevent = read(EventFactory(starts_at=starts_at, title="Digitalworkshop; Borsdorf, 1\n2"))
    assert vevent.decoded("dtstart") == starts_at
    assert vevent["dtstart"].params["TZID"] == "Europe/Berlin"
    assert str(vevent["summary"]) == "Digitalworkshop; Borsdorf, 1\n2"


def test_the_zone_is_defined_with_both_clock_changes():
    zone = Calendar.from_ical(calendar.file(EventFactory())).walk("VTIMEZONE")[0]
    assert str(zone["tzid"]) == "Europe/Berlin"
    assert {part.name for part in zone.subcomponents} == {"STANDARD", "DAYLIGHT"}


def test_whole_days_end_on_the_day_after():
    event = EventFactory(
        time_precision=TimePrecision.DAY,
        starts_at=datetime(2026, 9, 10, tzinfo=BERLIN),
        ends_at=datetime(2026, 9, 12, 23, 59, 59, tzinfo=BERLIN),
    )
    vevent = read(event)
    assert (vevent.decoded("dtstart"), vevent.decoded("dtend")) == (date(2026, 9, 10), date(2026, 9, 13))


def test_one_whole_day_without_end():
    event = EventFactory(time_precision=TimePrecision.DAY, starts_at=datetime(2026, 9, 10, tzinfo=BERLIN), ends_at=None)
    assert read(event).decoded("dtend") == date(2026, 9, 11)


def test_the_uid_is_the_id_and_tells_nothing_else():
    event = EventFactory()
    assert str(read(event)["uid"]) == str(event.pk)


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        (EventStatus.SCHEDULED, "CONFIRMED"),
        (EventStatus.CANCELLED, "CANCELLED"),
        (EventStatus.POSTPONED, "TENTATIVE"),
        (EventStatus.RESCHEDULED, "CONFIRMED"),
    ],
)
def test_status(status, expected):
    assert str(read(EventFactory(status=status))["status"]) == expected


def test_lines_are_folded_at_75_octets_without_cutting_letters():
    content = calendar.file(EventFactory(summary="Größe " * 100, venue=VenueFactory()))
    assert content.endswith(b"END:VCALENDAR\r\n")
    for line in content.split(b"\r\n"):
        assert len(line) <= 75
        line.decode()


def test_the_join_link_is_not_in_it():
    workshop = WorkshopFactory(join_url="https://konferenz.example/geheim-4711")
    assert b"4711" not in calendar.file(workshop.event) + calendar.feed([workshop.event], name="x", source="https://x")


def test_a_feed_names_itself_and_its_refresh():
    feed = Calendar.from_ical(calendar.feed([], name="Termine", source="https://example.org/events.ics"))
    assert str(feed["name"]) == "Termine"
    assert feed["refresh-interval"].params["VALUE"] == "DURATION"


@time_machine.travel("2026-11-24T12:00:00+01:00", tick=False)
def test_the_same_event_is_the_same_bytes():
    event = EventFactory()
    assert calendar.file(event) == calendar.file(event)
