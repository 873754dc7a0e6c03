"""SQL built for one request serves the next of the same shape, with that one's own values and moment."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from api.caching import PAGES
from api.shapes import NOW, STATEMENTS, Slot, statement
from events.models import Event
from tests.factories.events import EventFactory
from tests.factories.news import ArticleFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


@pytest.fixture(autouse=True)
def _nothing_kept():
    PAGES.clear()
    STATEMENTS.clear()


def titles(api, route, **query):
    return [item["title"] for item in api.get(route, **query).json()["results"]]


def test_other_values_of_the_same_shape_share_a_statement(api):
    EventFactory(title="Lesung", kind="reading", addressed=["borsdorf"], tags=["100%"])
    EventFactory(title="Konzert", kind="concert", addressed=["brandis"], tags=["musik"])
    asked = [
        {"municipality": "borsdorf", "tag": "100%"},
        {"municipality": "brandis", "tag": "musik"},
        {"municipality": "brandis", "tag": "100%"},
    ]
    assert [titles(api, "/events", **query) for query in asked] == [["Lesung"], ["Konzert"], []]
    assert len(STATEMENTS) == 1


def test_another_number_of_values_is_another_shape(api):
    EventFactory(title="Lesung", kind="reading")
    assert titles(api, "/events", kind="reading") == titles(api, "/events", kind="reading,concert") == ["Lesung"]
    assert len(STATEMENTS) == 2


def test_the_moment_is_that_of_the_request(api):
    with time_machine.travel("2026-11-24T12:00:00+01:00", tick=False) as clock:
        EventFactory(title="bald", starts_at=timezone.now() + timedelta(hours=1), ends_at=None)
        ArticleFactory(title="kurz", expires_at=timezone.now() + timedelta(hours=2))
        # Never the same address twice, so that only the statement is used again.
        assert (titles(api, "/events", tag="a,b"), titles(api, "/news", kind="news,notice")) == ([], ["kurz"])
        assert titles(api, "/events", attendance_mode="online") == ["bald"]
        clock.shift(timedelta(days=2))
        PAGES.clear()
        assert titles(api, "/events", attendance_mode="online") == titles(api, "/news", kind="news,notice") == []


def test_pages_of_a_shape_follow_each_other(api):
    for number in range(5):
        EventFactory(title=str(number), starts_at=datetime(2030, 1, 1 + number, tzinfo=UTC), ends_at=None)
    found, address, kept = [], "/api/v1/events?page_size=2", []
    while address:
        page = api.send("GET", address.partition("/api/v1")[2]).json()
        found += [item["title"] for item in page["results"]]
        address = page["next"]
        kept.append(len(STATEMENTS))
    assert found == ["0", "1", "2", "3", "4"]
    assert kept == [1, 2, 2]  # the first page, and all others


def test_searches_are_not_kept(api):
    EventFactory(title="Lesung")
    assert titles(api, "/events", q="Lesung") == ["Lesung"]
    assert len(STATEMENTS) == 0


def test_a_moment_in_no_slot_is_noticed():
    rows = Event.objects.values_list("pk")
    assert statement(rows.filter(starts_at__gt=timezone.now())).holds_a_moment
    slotted = statement(rows.filter(starts_at__gt=NOW, kind=Slot("kind")))
    assert (slotted.holds_a_moment, set(slotted.slots)) == (False, {"now", "kind"})
