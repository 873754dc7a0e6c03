"""Events in the words of schema.org: each term is one that its type has, with a value of the kind it takes."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from events import linked_data
from events.models import AttendanceMode, EventStatus, TimePrecision
from tests.factories.events import EventFactory, VenueFactory, WorkshopFactory
from tests.factories.uploads import ImageFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
BERLIN = ZoneInfo("Europe/Berlin")
START = datetime(2027, 3, 1, 18, tzinfo=UTC)

TEXT, URL, BOOLEAN, NUMBER, INTEGER = "Text", "URL", "Boolean", "Number", "Integer"
DATE, MOMENT = "Date", "DateTime"
# What schema.org (version 29) says of the terms we use: type → term → what it may be. A list may stand for one value.
TERMS = {
    "Event": {
        "identifier": {TEXT, URL}, "name": {TEXT}, "description": {TEXT}, "inLanguage": {TEXT}, "url": {URL},
        "startDate": {DATE, MOMENT}, "endDate": {DATE, MOMENT}, "doorTime": {MOMENT},
        "previousStartDate": {DATE, MOMENT}, "eventStatus": {"EventStatusType"},
        "eventAttendanceMode": {"EventAttendanceModeEnumeration"}, "location": {"Place", "VirtualLocation"},
        "organizer": {"Organization"}, "image": {"ImageObject"}, "keywords": {TEXT}, "audience": {"Audience"},
        "isAccessibleForFree": {BOOLEAN}, "maximumAttendeeCapacity": {INTEGER},
    },
    "Place": {
        "name": {TEXT}, "address": {TEXT}, "geo": {"GeoCoordinates"},
        "amenityFeature": {"LocationFeatureSpecification"},
    },
    "GeoCoordinates": {"latitude": {NUMBER}, "longitude": {NUMBER}},
    "LocationFeatureSpecification": {"name": {TEXT}, "value": {BOOLEAN}},
    "VirtualLocation": {"url": {URL}},
    "Organization": {"name": {TEXT}, "url": {URL}, "contactPoint": {"ContactPoint"}},
    "ContactPoint": {"name": {TEXT}, "email": {TEXT}, "telephone": {TEXT}, "url": {URL}},
    "ImageObject": {"url": {URL}, "caption": {TEXT}, "creditText": {TEXT}},
    "Audience": {"audienceType": {TEXT}},
}  # fmt: skip
MEMBERS = {
    "EventStatusType": {
        "EventScheduled", "EventCancelled", "EventPostponed", "EventRescheduled", "EventMovedOnline",
    },
    "EventAttendanceModeEnumeration": {
        "OfflineEventAttendanceMode", "OnlineEventAttendanceMode", "MixedEventAttendanceMode",
    },
}  # fmt: skip
PLAIN = {
    "Text": lambda value: isinstance(value, str) and value != "",
    "URL": lambda value: isinstance(value, str) and value.startswith("https://"),
    "Boolean": lambda value: isinstance(value, bool),
    "Number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "Integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "Date": lambda value: re.fullmatch(r"\d{4}-\d\d-\d\d", value),
    "DateTime": lambda value: re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d", value),
}


def is_a(value, kind):
    if kind in TERMS:
        return isinstance(value, dict) and value.get("@type") == kind and check(value)
    if kind in MEMBERS:
        return value in {f"https://schema.org/{member}" for member in MEMBERS[kind]}
    return PLAIN[kind](value)


def check(node):
    """Assert that the node says what its type can say, and no more."""
    terms = TERMS[node["@type"]]
    for term, value in node.items():
        if term.startswith("@"):
            continue
        assert term in terms, f"{node['@type']} has no {term}"
        for one in value if isinstance(value, list) else [value]:
            assert any(is_a(one, kind) for kind in terms[term]), f"{term}: {one!r}"
    return True


def read(event):
    told = linked_data.document(event)
    assert told["@context"] == "https://schema.org"
    check(told)
    return told


@pytest.mark.parametrize("status", EventStatus)
@pytest.mark.parametrize("mode", AttendanceMode)
@pytest.mark.parametrize("precision", TimePrecision)
def test_every_kind_of_event_is_told_in_terms_that_exist(status, mode, precision):
    event = EventFactory(
        status=status, attendance_mode=mode, time_precision=precision, starts_at=START,
        previous_starts_at=datetime(2027, 2, 1, 18, tzinfo=UTC),
        doors_at=datetime(2027, 3, 1, 17, 30, tzinfo=UTC) if precision == TimePrecision.MINUTE else None,
        venue=VenueFactory(latitude=51.3, longitude=12.5, step_free=True, hearing_loop=False),
        public_url="https://borsdorf.example/termin", tags=["lesung", "buch"], audience="Erwachsene",
        summary="Kurz.", price_note="Eintritt frei", contact_name="Rathaus", contact_email="info@borsdorf.example",
        image=ImageFactory(), image_alt="Ein Saal", image_licence="CC BY 4.0",
    )  # fmt: skip
    unsaid = {"maximumAttendeeCapacity"} | ({"doorTime"} if precision == TimePrecision.DAY else set())
    assert read(event).keys() == {"@context", "@type", "@id", *TERMS["Event"]} - unsaid


def test_what_is_not_known_is_left_out():
    assert read(EventFactory(title="Lesung", starts_at=START, ends_at=None)).keys() == {
        "@context", "@type", "@id", "identifier", "name", "inLanguage", "startDate", "eventStatus",
        "eventAttendanceMode", "location", "organizer",
    }  # fmt: skip


@pytest.mark.parametrize(("note", "known"), [("kostenfrei", True), ("Eintritt frei, Spende", None), ("5 €", None)])
def test_free_is_said_only_where_it_is_certain(note, known):
    assert read(EventFactory(price_note=note)).get("isAccessibleForFree") is known


def test_a_moved_event_tells_both_dates():
    event = EventFactory(status="rescheduled", starts_at=START, previous_starts_at=datetime(2027, 2, 1, 18, tzinfo=UTC))
    told = read(event)
    assert (told["eventStatus"], told["startDate"], told["previousStartDate"]) == (
        "https://schema.org/EventRescheduled", "2027-03-01T19:00:00+01:00", "2027-02-01T19:00:00+01:00",
    )  # fmt: skip


def test_whole_days_are_dates_with_the_last_day_included():
    event = EventFactory(
        time_precision=TimePrecision.DAY, starts_at=datetime(2027, 9, 10, tzinfo=BERLIN),
        ends_at=datetime(2027, 9, 12, 23, 59, 59, tzinfo=BERLIN),
    )  # fmt: skip
    assert (read(event)["startDate"], read(event)["endDate"]) == ("2027-09-10", "2027-09-12")


@pytest.mark.parametrize(
    ("mode", "types"),
    [("offline", ["Place"]), ("online", ["VirtualLocation"]), ("mixed", ["Place", "VirtualLocation"])],
)
def test_where_one_can_take_part(mode, types):
    locations = read(EventFactory(attendance_mode=mode, venue=VenueFactory()))["location"]
    assert [one["@type"] for one in (locations if isinstance(locations, list) else [locations])] == types


def test_over_http_as_its_own_media_type_with_a_validator(api):
    workshop = WorkshopFactory(join_url="https://konferenz.example/geheim-4711")
    address = f"/events/{workshop.event_id}/event.jsonld"
    answer = api.get(address, headers={"Accept": "text/html"})
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/ld+json")
    assert answer.json() == linked_data.document(workshop.event)
    assert b"4711" not in answer.content
    again = api.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    workshop.event.title = "Anders"
    workshop.event.save()
    assert api.get(address, headers={"If-None-Match": answer.headers["ETag"]}).json()["name"] == "Anders"


def test_what_is_withdrawn_is_gone(api):
    event = EventFactory(publication="withdrawn")
    assert api.get(f"/events/{event.pk}/event.jsonld").status_code == 404
