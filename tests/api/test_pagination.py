"""Keyset pages: complete in both directions, stable, bound to their filters, and cheap at any depth."""

from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from events.models import Event
from tests.factories.events import EventFactory

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("region"),
    pytest.mark.urls("tests.api.probe"),
]
START = datetime(2026, 12, 1, 18, tzinfo=UTC)


@pytest.fixture
def client():
    return Client()


def make(titles, *, at=None, **values):
    for number, title in enumerate(titles):
        EventFactory(title=title, starts_at=at or START + timedelta(hours=number), **values)


def page(client, url):
    address = urlsplit(url)
    response = client.get(f"{address.path}?{address.query}")
    assert response.status_code == 200, response.content
    body = response.json()
    assert set(body) == {"next", "previous", "results"}
    return "".join(event["title"] for event in body["results"]), body


def walk(client, url, direction):
    pages = []
    while url:
        titles, body = page(client, url)
        pages.append(titles)
        url = body[direction]
    return pages, body


@pytest.mark.parametrize(("route", "pages"), [("ascending", ["abc", "def", "g"]), ("descending", ["gfe", "dcb", "a"])])
def test_pages_are_whole_there_and_back(client, route, pages):
    make("abcdefg")
    forth, last = walk(client, f"/api/{route}?page_size=3", "next")
    assert forth == pages
    assert page(client, f"/api/{route}?page_size=3")[1]["previous"] is None
    back, first = walk(client, last["previous"], "previous")
    assert back == pages[-2::-1]
    assert page(client, first["next"])[0] == pages[1]


def test_items_of_one_moment_are_told_apart_by_their_id(client):
    make("abcdefg", at=START)
    pages, _last = walk(client, "/api/ascending?page_size=2", "next")
    assert pages == ["ab", "cd", "ef", "g"]


def test_inserting_and_deleting_between_pages_moves_nothing(client):
    make("bcdef")
    first = page(client, "/api/ascending?page_size=2")[1]
    EventFactory(title="a", starts_at=START - timedelta(hours=1))
    Event.objects.filter(title="c").delete()
    titles, second = page(client, first["next"])
    assert titles == "de"
    assert page(client, second["previous"])[0] == "ab"


def test_an_exact_last_page_has_no_next(client):
    make("abcd")
    titles, body = page(client, page(client, "/api/ascending?page_size=2")[1]["next"])
    assert (titles, body["next"]) == ("cd", None)


def test_a_page_that_has_emptied_still_leads_back(client):
    make("abcd")
    first = page(client, "/api/ascending?page_size=2")[1]
    Event.objects.filter(title__in="cd").delete()
    titles, empty = page(client, first["next"])
    assert (titles, empty["next"]) == ("", None)
    assert page(client, empty["previous"])[0] == "ab"


def test_without_items_there_is_one_empty_page(client):
    assert page(client, "/api/ascending")[1] == {"next": None, "previous": None, "results": []}


def test_a_page_holds_twenty_unless_told_otherwise(client):
    make("x" * 21)
    assert len(page(client, "/api/ascending")[0]) == 20


def test_links_are_built_from_the_public_address_and_keep_the_filters(client):
    make("abc", kind="lecture")
    response = client.get(
        "/api/ascending?kind=lecture,workshop&page_size=1&municipality=borsdorf", headers={"Host": "evil.example"}
    )
    assert response.json()["next"].startswith(
        f"{settings.PUBLIC_URL}/api/ascending?kind=lecture%2Cworkshop&page_size=1&municipality=borsdorf&cursor="
    )


@pytest.mark.parametrize(
    ("other", "code"),
    [
        ("/api/ascending?kind=lecture&cursor={}", "cursor_mismatch"),
        ("/api/descending?cursor={}", "cursor_mismatch"),
        ("/api/ascending?cursor=x{}", "invalid_cursor"),
        ("/api/ascending?cursor=", "invalid_cursor"),
        ("/api/ascending?cursor=%00", "invalid_cursor"),
    ],
)
def test_a_cursor_belongs_to_its_list(client, other, code):
    make("abc")
    cursor = page(client, "/api/ascending?page_size=1")[1]["next"].partition("cursor=")[2]
    response = client.get(other.format(cursor))
    assert (response.status_code, response.json()["code"]) == (400, code)


def test_the_page_size_may_change_between_pages(client):
    make("abcde")
    following = page(client, "/api/ascending?page_size=1")[1]["next"]
    assert page(client, following.replace("page_size=1", "page_size=3"))[0] == "bcd"


def test_a_cursor_is_safe_in_a_url(client):
    make("abc")
    cursor = page(client, "/api/ascending?page_size=1")[1]["next"].partition("cursor=")[2]
    assert set(cursor) <= set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.")


def test_an_order_that_no_index_serves_is_a_fault_of_ours(client):
    with pytest.raises(TypeError, match="one direction"):
        client.get("/api/both-ways")


def test_a_later_page_is_one_range_of_the_index(client):
    make("abcdef")
    following = urlsplit(page(client, "/api/ascending?page_size=2")[1]["next"])
    with CaptureQueriesContext(
        connection,
    ) as queries:
        client.get(f"{following.path}?{following.query}")
    (select,) = [query["sql"] for query in queries if '"starts_at"' in query["sql"]]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("SET LOCAL enable_sort = off")
        cursor.execute(f"EXPLAIN {select}")
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Index Scan using events_event_by_start" in plan
    assert "Index Cond: (ROW(starts_at, id) > ROW(" in plan
