"""Events over HTTP: what is listed, found, refused, and what it costs."""

import itertools
from datetime import datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone
from icalendar import Calendar

from core.models import Publication
from core.municipalities.models import Municipality, Topic
from tests.factories.events import EventFactory, VenueFactory, WorkshopFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


def titles(response):
    assert response.status_code == 200, response.content
    return [event["title"] for event in response.json()["results"]]


def test_the_list_shows_what_has_not_ended_by_start(api):
    now = timezone.now()
    for days, title in ((3, "later"), (-1, "over"), (1, "sooner")):
        EventFactory(title=title, starts_at=now + timedelta(days=days))
    EventFactory(title="running", starts_at=now - timedelta(hours=1))
    assert titles(api.get("/events")) == ["running", "sooner", "later"]


@pytest.mark.parametrize("publication", [Publication.DRAFT, Publication.SCHEDULED, Publication.WITHDRAWN])
def test_what_is_not_published_is_nowhere(api, publication):
    event = EventFactory(publication=publication)
    assert titles(api.get("/events")) == []
    assert api.get(f"/events/{event.pk}").status_code == 404
    assert api.get(f"/events/{event.pk}/calendar.ics").status_code == 404
    assert str(event.pk) not in api.get("/events.ics").content.decode()


def test_an_event_tells_all_that_the_contract_names(api):
    event = WorkshopFactory(
        capacity=20, keyword="Digitalworkshop Borsdorf", event__venue=VenueFactory(), event__tags=["digitales"]
    ).event
    body = api.get(f"/events/{event.pk}").json()
    assert set(body) == {
        "id", "title", "summary", "summary_easy", "description", "description_html", "kind", "status",
        "time_precision", "starts_at", "ends_at", "doors_at", "previous_starts_at", "time_zone", "attendance_mode",
        "municipalities", "districts", "topics", "tags", "organization", "venue", "audience", "contact", "price_note",
        "public_url", "source_url", "image", "attachments", "registration", "series", "updated_at",
    }  # fmt: skip
    assert body["organization"] == {"slug": "gemeinde-borsdorf", "name": "Gemeinde Borsdorf"}
    assert body["registration"] == {
        "open": True, "availability": "open", "capacity": 20, "max_party_size": 4, "opens_at": None,
        "closes_at": body["starts_at"], "waiting_list": True, "keyword": "Digitalworkshop Borsdorf",
        "external_url": None, "residents_only": False, "questions": [],
    }  # fmt: skip
    assert datetime.fromisoformat(body["starts_at"]).utcoffset() is not None


def test_the_join_link_is_in_no_public_answer(api):
    event = WorkshopFactory(join_url="https://konferenz.example/geheim-4711").event
    for path in ("/events", f"/events/{event.pk}", "/events.ics", f"/events/{event.pk}/calendar.ics"):
        assert b"4711" not in api.get(path).content


def test_public_answers_are_the_same_bytes_for_every_language(api):
    event = WorkshopFactory().event
    answers = {
        api.get(f"/events/{event.pk}", headers={"Accept-Language": language}).content for language in ("de", "en")
    }
    assert len(answers) == 1


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"municipality": "borsdorf"}, {"Borsdorf", "Everywhere"}),
        ({"municipality": "borsdorf,brandis"}, {"Borsdorf", "Brandis", "Everywhere"}),
        ({"municipality": ["borsdorf", "brandis"]}, {"Borsdorf", "Brandis", "Everywhere"}),
        ({"kind": "lecture"}, {"Brandis"}),
        ({"topic": "smart-mobility"}, {"Brandis"}),
        ({"tag": "digitales,unbekannt"}, {"Borsdorf"}),
        ({"organization": "gemeinde-borsdorf", "kind": "workshop"}, {"Borsdorf", "Everywhere"}),
        ({"attendance_mode": "offline"}, {"Brandis"}),
        ({"status": "cancelled"}, {"Everywhere"}),
        ({"registration": "open"}, {"Borsdorf"}),
        ({"q": "borsdorf"}, {"Borsdorf"}),
        ({"q": "strasse"}, {"Brandis"}),
    ],
)
def test_filters(api, query, expected):
    WorkshopFactory(event__title="Borsdorf", event__tags=["digitales"])
    brandis = EventFactory(
        title="Brandis", summary="Neue Straße", kind="lecture", addressed=["brandis"],
        attendance_mode="offline", venue=VenueFactory(),
    )  # fmt: skip
    brandis.topics.set(Topic.objects.filter(slug="smart-mobility"))
    everywhere = list(Municipality.objects.values_list("slug", flat=True))
    WorkshopFactory(event__title="Everywhere", event__status="cancelled", event__addressed=everywhere, is_open=False)
    assert set(titles(api.get("/events", **query))) == expected


def test_a_start_filter_replaces_the_default_and_finds_past_events(api):
    past = EventFactory(title="past", starts_at=timezone.now() - timedelta(days=400))
    EventFactory(title="future")
    assert titles(api.get("/events", starts_after=past.starts_at.isoformat())) == ["past", "future"]
    assert titles(api.get("/events", starts_before=timezone.now().isoformat())) == ["past"]


@pytest.mark.parametrize(
    ("query", "parameter", "code"),
    [
        ({"municipalty": "borsdorf"}, "municipalty", "unknown_parameter"),
        ({"municipality": "leipzig"}, "municipality", "unknown_value"),
        ({"municipality": "borsdorf,,brandis"}, "municipality", "empty"),
        ({"kind": "party"}, "kind", "unknown_value"),
        ({"registration": "closed"}, "registration", "unknown_value"),
        ({"starts_after": "2026-12-01"}, "starts_after", "invalid"),
        ({"starts_after": "9999-99-99T00:00:00Z"}, "starts_after", "invalid"),
        ({"starts_before": "0000-01-01T00:00:00Z"}, "starts_before", "invalid"),
        ({"q": "a\0b"}, "q", "invalid_character"),
        ({"q": "x" * 5000}, "q", "too_long"),
        ({"page_size": "0"}, "page_size", "out_of_range"),
        ({"page_size": "101"}, "page_size", "out_of_range"),
        ({"page_size": "²"}, "page_size", "out_of_range"),
    ],
)
def test_a_wrong_parameter_is_named(api, query, parameter, code):
    response = api.get("/events", **query)
    assert response.status_code == 400
    assert [(error["pointer"], error["code"]) for error in response.json()["errors"]] == [(parameter, code)]


def test_pages_lead_through_all_and_back(api):
    start = timezone.now() + timedelta(days=1)
    for number in range(7):  # ties in the start are broken by the id
        EventFactory(title=str(number), starts_at=start + timedelta(hours=number // 3))
    everything = titles(api.get("/events"))
    pages, url = [], "/events?page_size=3"
    while url:
        response = api.send("GET", url)
        pages.append(titles(response))
        last, url = response, relative(response.json()["next"])
    assert [len(page) for page in pages] == [3, 3, 1]
    assert list(itertools.chain(*pages)) == everything
    back = api.send("GET", relative(last.json()["previous"]))
    assert titles(back) == pages[1]


def relative(url):
    if url is None:
        return None
    parts = urlsplit(url)
    assert f"{parts.scheme}://{parts.netloc}" == "https://api.partheland.example"
    return f"{parts.path.removeprefix('/api/v1')}?{parts.query}"


def test_a_cursor_belongs_to_its_filters(api):
    for _ in range(2):
        EventFactory()
    cursor = api.get("/events", page_size=1).json()["next"].partition("cursor=")[2]
    response = api.send("GET", f"/events?page_size=1&kind=workshop&cursor={cursor}")
    assert (response.status_code, response.json()["code"]) == (400, "cursor_mismatch")
    assert api.get("/events", cursor="x").json()["code"] == "invalid_cursor"


def test_the_subscription_has_the_filters_of_the_list(api):
    EventFactory(title="Borsdorf")
    EventFactory(title="Brandis", addressed=["brandis"])
    response = api.get("/events.ics", municipality="brandis", headers={"Accept": "text/html"})
    calendar = Calendar.from_ical(response.content)
    assert [str(event["summary"]) for event in calendar.walk("VEVENT")] == ["Brandis"]
    assert str(calendar["source"]) == "https://api.partheland.example/api/v1/events.ics?municipality=brandis"
    assert api.get("/events.ics", page_size=5).status_code == 400
