"""Public reads: what they cost, that they are never stale, and that nobody is sent what they have."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from api import rendering
from api.caching import PAGES, Page, Pages
from core.changes import log
from core.changes.models import Change
from core.municipalities.models import Municipality, Organization
from events.models import Event
from tests.client import let_triggers_act
from tests.factories.events import EventFactory, VenueFactory, WorkshopFactory
from tests.factories.ideas import CommentFactory, IdeaCallFactory, IdeaFactory, MeasureFactory, PollFactory
from tests.factories.news import ArticleFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]

MAKE = {
    "/events": lambda: WorkshopFactory(event__venue=VenueFactory()),
    "/news": ArticleFactory,
    "/ideas": lambda: IdeaFactory(visibility="public"),
    "/idea-calls": IdeaCallFactory,
    "/measures": MeasureFactory,
}


@pytest.fixture(autouse=True)
def _nothing_kept():
    PAGES.clear()


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(
    ("route", "fresh", "again"),
    [
        # The page with its version; the documents are there already. When time changes a list is known from the request
        # before. A list that is empty asks for the version, too.
        ("/events", 1, 1),
        ("/events?municipality=borsdorf", 1, 1),
        ("/events?tag=unknown", 3, 1),
        ("/news", 1, 1),
        ("/ideas", 1, 1),
        ("/idea-calls", 1, 1),
        ("/measures", 1, 1),
        ("/municipalities", 1, 1),
        ("/topics", 1, 1),
        ("/organizations", 1, 1),
    ],
)
def test_a_list_costs_the_same_for_one_and_three(api, route, fresh, again, count):
    for _ in range(count):
        MAKE.get(route.partition("?")[0], lambda: None)()
    api.send("GET", route + ("&" if "?" in route else "?") + "page_size=99")  # renders the documents
    costs = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as queries:
            api.send("GET", route)
        costs.append(len(queries))
    assert costs == [fresh, again]


@pytest.mark.parametrize("count", [1, 3])
def test_documents_are_rendered_in_one_go(api, count):
    for _ in range(count):
        WorkshopFactory(event__venue=VenueFactory())
    with CaptureQueriesContext(connection) as queries:
        api.get("/events")
    # page with its version, next end; positions, events, municipalities, districts, topics, files, questions, keeping
    assert len(queries) == 10


def test_a_page_of_before_is_not_true_again_once_what_left_it_is_forgotten(api):
    gone, here = EventFactory(), EventFactory(title="Fest")
    for event in (gone, here):  # one after the other, so that the version is that of the one that stays
        event.save()
        let_triggers_act()
    assert len(api.get("/events").json()["results"]) == 2
    gone.delete()
    let_triggers_act()
    log.forget(now=timezone.now() + timedelta(days=91))
    assert [event["title"] for event in api.get("/events").json()["results"]] == ["Fest"]


@pytest.mark.parametrize("route", ["/events", "/events/{id}", "/events.ics", "/config", "/events/{id}/calendar.ics"])
def test_who_has_the_bytes_gets_304(api, route):
    route = route.format(id=EventFactory().pk)
    first = api.get(route)
    again = api.get(route, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"] == "public, no-cache"
    assert "Content-Type" not in again.headers


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        ("*", 304),
        ('"other", {tag}', 304),
        ("W/{tag}", 304),
        ('"other"', 200),
        ("nonsense", 200),
        ("", 200),
    ],
)
def test_tags_are_compared_weakly_and_dates_not_at_all(api, sent, status):
    EventFactory()
    tag = api.get("/events").headers["ETag"]
    headers = {"If-None-Match": sent.format(tag=tag), "If-Modified-Since": "Fri, 01 Jan 2100 00:00:00 GMT"}
    assert api.get("/events", headers=headers).status_code == status


def test_head_is_get_without_a_body(api):
    EventFactory()
    head, get = api.send("HEAD", "/events"), api.get("/events")
    assert (head.status_code, head.content, head.headers["ETag"]) == (200, b"", get.headers["ETag"])


def title_of(api, event):
    return api.get(f"/events/{event.pk}").json()["title"], api.get("/events").json()["results"][0]["title"]


def test_a_write_is_visible_to_the_very_next_read(api):
    event = EventFactory(title="alt")
    assert title_of(api, event) == ("alt", "alt")
    Event.objects.filter(pk=event.pk).update(title="neu")
    assert title_of(api, event) == ("neu", "neu")


def test_what_is_withdrawn_is_gone_at_once(api):
    event = EventFactory()
    assert api.get(f"/events/{event.pk}").status_code == 200
    Event.objects.filter(pk=event.pk).update(publication="withdrawn")
    assert api.get(f"/events/{event.pk}").status_code == 404
    assert api.get("/events").json()["results"] == []


def test_a_renamed_organization_shows_in_its_events(api):
    EventFactory()
    api.get("/events")
    Organization.objects.filter(slug="gemeinde-borsdorf").update(name="Gemeindeverwaltung")
    assert api.get("/events").json()["results"][0]["organization"]["name"] == "Gemeindeverwaltung"


def test_time_alone_ends_what_was_kept(api):
    with time_machine.travel("2026-11-24T12:00:00+01:00", tick=False) as clock:
        EventFactory(starts_at=timezone.now() + timedelta(hours=1))
        ArticleFactory(expires_at=timezone.now() + timedelta(hours=2))
        assert [len(api.get(route).json()["results"]) for route in ("/events", "/news")] == [1, 1]
        clock.shift(timedelta(hours=3))
        assert [len(api.get(route).json()["results"]) for route in ("/events", "/news")] == [0, 0]


@pytest.mark.parametrize("type_", rendering.types())
def test_the_kept_document_is_what_the_serializer_says(api, type_):
    for make in (*MAKE.values(), CommentFactory, PollFactory):
        make()
    let_triggers_act()
    queryset = rendering._renderings[type_].queryset()
    ids = dict.fromkeys(queryset.values_list("pk", flat=True))
    assert ids
    rendered = rendering.fill(type_, ids)
    kept = dict(Change.objects.filter(type=type_, object_id__in=ids).values_list("object_id", "document"))
    assert kept == rendered


def test_a_document_of_a_state_that_has_passed_is_not_kept(api, monkeypatch):
    event = EventFactory(title="alt")
    let_triggers_act()
    render = rendering.Rendering.render

    def render_while_somebody_writes(self, ids):
        rendered = render(self, ids)
        Event.objects.filter(pk=event.pk).update(title="neu")
        let_triggers_act()
        return rendered

    monkeypatch.setattr(rendering.Rendering, "render", render_while_somebody_writes)
    rendering.fill("event", {event.pk: None})
    monkeypatch.undo()
    assert Change.objects.get(object_id=event.pk).document is None


def test_a_document_tells_whom_it_concerns(api):
    EventFactory(addressed=["brandis", "machern"])
    IdeaFactory(visibility="public", municipality=None)
    IdeaFactory(visibility="public", municipality=Municipality.objects.get(slug="naunhof"))
    for route in ("/events", "/ideas"):
        api.get(route)
    documents = Change.objects.filter(type__in=["event", "idea"]).values_list("document", flat=True)
    told = {slugs and tuple(sorted(slugs)) for slugs in map(rendering.municipalities_of, documents)}
    assert told == {("brandis", "machern"), None, ("naunhof",)}
    assert {rendering.municipalities_of(json.dumps(one)) for one in api.get("/topics").json()["results"]} == {None}
    places = api.get("/municipalities").json()["results"]
    assert [rendering.municipalities_of(json.dumps(one)) for one in places] == [[one["slug"]] for one in places]


def test_the_pages_kept_are_bounded():
    pages = Pages(largest=3200)
    for number in range(5):
        pages.put(str(number), Page(b"x" * 30, '"x"', {}, None))
    now = timezone.now()
    assert [pages.get(str(number), versions={}, now=now) is not None for number in range(5)] == [
        False, False, True, True, True,
    ]  # fmt: skip
    assert pages.size == 3 * 1030


def test_a_list_of_tags_has_an_end(api):
    response = api.get("/topics", headers={"If-None-Match": '"a",' * 250 + '"'})
    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (400, "If-None-Match")
    assert api.get("/topics", headers={"If-None-Match": '"a",' * 250}).status_code == 200
