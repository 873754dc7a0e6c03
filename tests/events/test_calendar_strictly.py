"""Calendar files as a reader sees them that forgives nothing (strict_ical), whatever people have written."""

import uuid
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as some

from core.actors import SYSTEM
from core.models import Publication
from events import calendar, rrule, time_zones
from events.models import AttendanceMode, Event, EventStatus, TimePrecision, Venue, Workshop
from events.services import editing, series, states
from tests.events import strict_ical
from tests.factories.events import EventFactory, VenueFactory

BERLIN = ZoneInfo("Europe/Berlin")
OTHERS = "https://partheland.example/api/v1/events.ics?q=größe"
TEXTS = some.text(some.characters(exclude_categories=["Cs"]), max_size=200)
MOMENTS = some.datetimes(datetime(1997, 1, 1), datetime(2100, 1, 1), timezones=some.just(UTC))  # noqa: DTZ001 - above


@some.composite
def events(draw):
    """Whatever the database takes."""
    whole_days, starts_at = draw(some.booleans()), draw(MOMENTS)
    lasts = draw(some.none() | some.integers(1, 10**6))
    event = Event(
        title=draw(TEXTS), summary=draw(TEXTS), description=draw(TEXTS), kind="reading",
        tags=draw(some.lists(TEXTS, max_size=3)), starts_at=starts_at,
        ends_at=starts_at + timedelta(seconds=lasts) if lasts else None,
        time_precision=TimePrecision.DAY if whole_days else TimePrecision.MINUTE,
        status=draw(some.sampled_from(EventStatus)), attendance_mode=draw(some.sampled_from(AttendanceMode)),
        venue=draw(some.none() | some.builds(Venue, name=TEXTS, address=TEXTS, latitude=some.just(51.3),
                                             longitude=some.just(12.6))),
        series_id=draw(some.none() | some.uuids()), sequence=draw(some.integers(0, 10**6)),
        public_url=draw(some.sampled_from(["", "https://borsdorf.example/größe?a=ä b;c,d"])),
    )  # fmt: skip
    Workshop(event=event, external_url=draw(some.sampled_from(["", "https://vhs.example/kurs?a=b;c,d"])))
    return event


@settings(max_examples=50)
@given(some.lists(events(), max_size=4, unique_by=lambda event: event.pk), TEXTS)
def test_whatever_is_written_the_feed_is_correct_and_says_it(written, name):
    found = strict_ical.events(calendar.feed(written, name=name, source=OTHERS))
    assert found.keys() == {str(event.pk) for event in written}
    for event in written:
        strict_ical.read(calendar.file(event))
        assert found[str(event.pk)].text("SUMMARY") == calendar._plain(event.title)


def test_a_calendar_without_events_is_one():
    (zone,) = strict_ical.read(calendar.feed([], name="Termine", source=OTHERS)).parts
    assert zone.name == "VTIMEZONE"


def test_the_zone_changes_its_clock_when_the_clock_changes():
    """Each onset from 1997 to 2037 against the zone's own data."""
    for part in time_zones.definition("Europe/Berlin").subcomponents:
        rule = rrulestr(part["rrule"].to_ical().decode(), dtstart=part.decoded("dtstart"))
        before, after = part.decoded("tzoffsetfrom"), part.decoded("tzoffsetto")
        onsets = list(rule.between(datetime(1997, 1, 1), datetime(2037, 12, 31)))  # noqa: DTZ001 - as its clock shows
        assert len(onsets) == 41
        for local in onsets:
            onset = (local - before).replace(tzinfo=UTC)
            offsets = [moment.astimezone(BERLIN).utcoffset() for moment in (onset - timedelta(seconds=1), onset)]
            assert offsets == [before, after]


@pytest.mark.parametrize(
    ("moment", "told"),
    [
        (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), ({"TZID": "Europe/Berlin"}, "20270328T015900")),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), ({"TZID": "Europe/Berlin"}, "20270328T030000")),
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), ({"TZID": "Europe/Berlin"}, "20271031T023000")),
        (datetime(2027, 10, 31, 1, 30, tzinfo=UTC), ({}, "20271031T013000Z")),  # 02:30 for the second time
        (datetime(2027, 10, 31, 2, 0, tzinfo=UTC), ({"TZID": "Europe/Berlin"}, "20271031T030000")),
    ],
)
def test_moments_around_both_changes_of_the_clock(moment, told):
    event = Event(title="Nachtwache", starts_at=moment, kind="tour", id=uuid.uuid4())
    Workshop(event=event)
    assert strict_ical.events(calendar.file(event))[str(event.pk)].properties["DTSTART"] == [told]


@pytest.mark.parametrize(
    ("mode", "told"),
    [("offline", "Rathaus, Markt 1"), ("online", "Im Internet"), ("mixed", "Rathaus, Markt 1, oder online")],
)
def test_where_it_takes_place(mode, told):
    venue = Venue(name="Rathaus", address="Markt 1", latitude=51.3, longitude=12.6)
    event = Event(title="Lesung", starts_at=datetime(2027, 3, 1, 18, tzinfo=UTC), attendance_mode=mode, venue=venue)
    Workshop(event=event)
    found = strict_ical.events(calendar.file(event))[str(event.pk)]
    assert (found.text("LOCATION"), "GEO" in found.properties) == (told, mode != "online")


pytest_db = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


def feed_of(api, **filters):
    return strict_ical.events(api.get("/events.ics", **filters).content)


class TestOverHTTP:
    """What becomes of an event in the calendars of those who subscribe."""

    pytestmark = pytest_db

    def test_change_cancellation_and_withdrawal(self, api):
        stays, event = EventFactory(), EventFactory(title="Eins", venue=VenueFactory())
        uid = str(event.pk)
        before = feed_of(api)[uid]
        event.title, event.ends_at = "Zwei", event.ends_at + timedelta(hours=1)
        editing.save(event, municipalities=event.municipalities.all(), by=SYSTEM)
        changed = feed_of(api)[uid]
        states.call_off(event.pk, by=SYSTEM)
        cancelled = feed_of(api)[uid]
        assert [(one.value("SUMMARY"), one.value("SEQUENCE"), one.value("STATUS")) for one in
                (before, changed, cancelled)] == [
            ("Eins", "0", "CONFIRMED"), ("Zwei", "1", "CONFIRMED"), ("Zwei", "2", "CANCELLED"),
        ]  # fmt: skip
        states.withdraw(event.pk, by=SYSTEM)
        assert feed_of(api).keys() == {str(stays.pk)}
        states.publish(event.pk, by=SYSTEM)
        assert feed_of(api)[uid].value("STATUS") == "CANCELLED"

    def test_another_name_of_the_place_is_a_revision(self, api):
        event = EventFactory(attendance_mode="offline", venue=VenueFactory(name="Alt"))
        event.venue.name, event.venue.updated_at = "Neu", timezone.now() + timedelta(minutes=1)
        event.venue.save()
        found = feed_of(api)[str(event.pk)]
        assert found.value("LAST-MODIFIED") == event.venue.updated_at.strftime("%Y%m%dT%H%M%SZ")

    def test_a_series_keeps_its_clock_across_both_changes_in_list_feed_and_file(self, api):
        for month, days in ((3, ["16", "23", "30"]), (10, ["19", "26", "02"])):
            start = datetime(2027, month, int(days[0]), 18, 30, tzinfo=BERLIN)
            first = EventFactory(starts_at=start, ends_at=start + timedelta(hours=2))
            weekly = rrule.read("FREQ=WEEKLY;COUNT=3", zone="Europe/Berlin", starts_time=start.time())
            made = str(series.create(first.pk, rule=weekly, by=SYSTEM).pk)
            listed = api.get("/events", series=made, starts_after="2027-01-01T00:00:00+01:00").json()["results"]
            local = [datetime.fromisoformat(one["starts_at"]).astimezone(BERLIN) for one in listed]
            assert [moment.strftime("%d %H:%M") for moment in local] == [f"{day} 18:30" for day in days]
            assert [one["starts_at"][-6:] for one in listed] == {
                3: ["+01:00", "+01:00", "+02:00"], 10: ["+02:00", "+02:00", "+01:00"]
            }[month]  # fmt: skip
            feed = feed_of(api, series=made)
            for one, moment in zip(listed, local, strict=True):
                told = [({"TZID": "Europe/Berlin"}, f"{moment:%Y%m%d}T183000")]
                file = strict_ical.events(api.get(f"/events/{one['id']}/calendar.ics").content)[one["id"]]
                assert [feed[one["id"]].properties["DTSTART"], file.properties["DTSTART"]] == [told, told]
                ends = [({"TZID": "Europe/Berlin"}, f"{moment:%Y%m%d}T203000")]
                assert [feed[one["id"]].properties["DTEND"], file.properties["DTEND"]] == [ends, ends]

    def test_what_is_not_public_is_in_no_file(self, api):
        for state in (Publication.DRAFT, Publication.WITHDRAWN):
            event = EventFactory(publication=state)
            assert api.get(f"/events/{event.pk}/calendar.ics").status_code == 404
        assert feed_of(api) == {}
