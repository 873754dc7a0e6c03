"""News as everyone reads them."""

import uuid
from datetime import datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from core.models import Publication
from core.municipalities.models import District
from news.models import ArticleKind
from tests.factories.news import ArticleFactory

pytestmark = pytest.mark.usefixtures("region")


def titles(response):
    assert response.status_code == 200, response.content
    return [article["title"] for article in response.json()["results"]]


def test_an_article_shows_its_public_document(api):
    article = ArticleFactory(
        title="Straße gesperrt", teaser="Bis Freitag.", tags=["verkehr"], addressed=["naunhof", "borsdorf"],
        about=["smart-mobility"], date_precision="month", source_url="https://example.org/quelle",
    )  # fmt: skip
    document = api.get(f"/news/{article.pk}").json()
    assert document == api.get("/news").json()["results"][0]
    assert datetime.fromisoformat(document.pop("published_at")) == article.published_at
    assert {key: document[key] for key in document if key != "updated_at"} == {
        "id": str(article.pk),
        "title": "Straße gesperrt",
        "teaser": "Bis Freitag.",
        "summary_easy": "",
        "text": "Die Gemeinde teilt mit.",
        "text_html": "<p>Die Gemeinde teilt mit.</p>",
        "kind": "news",
        "municipalities": ["borsdorf", "naunhof"],
        "districts": [],
        "topics": ["smart-mobility"],
        "tags": ["verkehr"],
        "organization": {"slug": "region-partheland", "name": "Region Partheland"},
        "date_precision": "month",
        "expires_at": None,
        "pinned_until": None,
        "notice_from": None,
        "notice_until": None,
        "public_url": None,
        "source_url": "https://example.org/quelle",
        "image": None,
        "attachments": [],
        "events": [],
        "idea_calls": [],
        "measures": [],
        "ideas": [],
    }


@pytest.mark.parametrize(
    ("publication", "listed", "status"),
    [
        (Publication.DRAFT, [], 404),
        (Publication.SCHEDULED, [], 404),
        (Publication.PUBLISHED, ["Geheim"], 200),
        (Publication.WITHDRAWN, [], 404),
    ],
)
def test_only_published_articles_are_seen(api, publication, listed, status):
    article = ArticleFactory(title="Geheim", publication=publication)
    for query in ({}, {"q": "geheim"}, {"municipality": "borsdorf"}, {"kind": "news"}):
        assert titles(api.get("/news", **query)) == listed
    assert api.get(f"/news/{article.pk}").status_code == status


def test_an_expired_article_leaves_the_list_but_keeps_its_address(api):
    now = timezone.now()
    expired = ArticleFactory(title="Vorbei", expires_at=now - timedelta(minutes=1))
    ArticleFactory(title="Noch aktuell", expires_at=now + timedelta(minutes=1))
    assert titles(api.get("/news")) == ["Noch aktuell"]
    assert titles(api.get("/news", q="vorbei")) == []
    assert api.get(f"/news/{expired.pk}").status_code == 200


def test_what_is_pinned_is_asked_for_and_keeps_its_place_in_the_list(api):
    with time_machine.travel("2026-11-30T12:00:00+01:00", tick=False) as clock:
        now = timezone.now()
        ArticleFactory(title="Neu", published_at=now - timedelta(hours=1))
        ArticleFactory(title="Oben", published_at=now - timedelta(hours=2), pinned_until=now + timedelta(minutes=1))
        ArticleFactory(title="Nicht mehr", published_at=now - timedelta(hours=3), pinned_until=now)
        assert titles(api.get("/news")) == ["Neu", "Oben", "Nicht mehr"]
        assert titles(api.get("/news", pinned="true")) == ["Oben"]
        assert titles(api.get("/news", pinned="false")) == ["Neu", "Nicht mehr"]
        assert titles(api.get("/news", pinned="true,false")) == ["Neu", "Oben", "Nicht mehr"]
        clock.shift(60)
        assert titles(api.get("/news", pinned="true")) == []
        assert titles(api.get("/news", pinned="false")) == ["Neu", "Oben", "Nicht mehr"]


def test_an_unknown_article_is_not_found(api):
    assert api.get(f"/news/{uuid.uuid4()}").status_code == 404
    assert api.get("/news/keine-nummer").status_code == 404


def test_the_newest_stand_first_and_pages_join_without_gap(api):
    now = timezone.now()
    same_moment = now - timedelta(hours=2)
    for number in range(5):
        ArticleFactory(title=str(number), published_at=same_moment if number < 3 else now - timedelta(hours=number))
    whole = titles(api.get("/news"))
    assert whole == ["2", "1", "0", "3", "4"]
    first = api.get("/news", page_size=2)
    second = api.get("/news?" + first.json()["next"].partition("?")[2])
    third = api.get("/news?" + second.json()["next"].partition("?")[2])
    assert [*titles(first), *titles(second), *titles(third)] == whole
    assert third.json()["next"] is None


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"municipality": "naunhof"}, ["Region", "Naunhof"]),
        ({"municipality": ["naunhof", "machern"]}, ["Region", "Naunhof"]),
        ({"municipality": "borsdorf,naunhof"}, ["Region", "Naunhof", "Borsdorf"]),
        ({"district": "fuchshain"}, ["Naunhof"]),
        ({"topic": "smart-mobility"}, ["Naunhof"]),
        ({"tag": "sperrung"}, ["Borsdorf"]),
        ({"kind": "notice"}, ["Borsdorf"]),
        ({"kind": "news,notice"}, ["Region", "Naunhof", "Borsdorf"]),
        ({"organization": "gemeinde-borsdorf"}, []),
        ({"q": "grossposna"}, ["Region"]),
        ({"q": "GROSSPOESNA"}, ["Region"]),
        ({"q": "sperr borsdorf"}, ["Borsdorf"]),
    ],
)
def test_filters_narrow_the_list(api, query, found):
    now = timezone.now()
    everywhere = ["borsdorf", "brandis", "grosspoesna", "naunhof", "machern", "belgershain", "parthenstein"]
    ArticleFactory(title="Region", text="Von Großpösna bis Brandis", addressed=everywhere, published_at=now)
    naunhof = ArticleFactory(
        title="Naunhof", addressed=["naunhof"], about=["smart-mobility"], published_at=now - timedelta(hours=1)
    )
    naunhof.districts.set(District.objects.filter(slug="fuchshain"))
    ArticleFactory(
        title="Borsdorf", addressed=["borsdorf"], kind=ArticleKind.NOTICE, tags=["sperrung"],
        published_at=now - timedelta(hours=2),
    )  # fmt: skip
    assert titles(api.get("/news", **query)) == found


def test_published_after_takes_a_moment_with_its_offset(api):
    ArticleFactory(title="Alt", published_at="2026-01-01T12:00:00+01:00")
    ArticleFactory(title="Neu", published_at="2026-01-01T12:00:01+01:00")
    assert titles(api.get("/news", published_after="2026-01-01T11:00:01Z")) == ["Neu"]


@pytest.mark.parametrize(
    "query",
    [
        {"municipality": "leipzig"},
        {"kind": "rumour"},
        {"published_after": "gestern"},
        {"author": "x"},
        {"q": "\0"},
        {"page_size": "0"},
    ],
)
def test_what_nobody_knows_is_refused_by_name(api, query):
    answer = api.get("/news", **query)
    assert answer.status_code == 400
    assert [error["pointer"] for error in answer.json()["errors"]] == list(query)


def test_the_labels_of_all_kinds_stand_in_the_configuration(api):
    labels = api.get("/config").json()["labels"]
    assert set(labels["news_kind"]) == {"news", "notice", "alert", "result"}
    assert labels["news_kind"]["notice"]["en"] == "Public notice"


def test_facets_count_each_value_without_its_own_filter(api):
    naunhof = ArticleFactory(
        title="Freibad", addressed=["naunhof", "borsdorf"], about=["smart-mobility"], tags=["bad"],
        published_at="2026-10-31T23:30:00Z",
    )  # fmt: skip
    naunhof.districts.set(District.objects.filter(slug="fuchshain"))
    ArticleFactory(title="Sperrung", addressed=["borsdorf"], kind=ArticleKind.NOTICE, tags=["bad", "verkehr"])
    for hidden in ({"publication": Publication.DRAFT}, {"expires_at": timezone.now() - timedelta(minutes=1)}):
        ArticleFactory(tags=["geheim"], kind=ArticleKind.ALERT, **hidden)
    month = f"{timezone.localtime() - timedelta(hours=1):%Y-%m}"
    counts = api.get("/news/facets", kind="news").json()
    assert {name: [tuple(one.values()) for one in values] for name, values in counts.items()} == {
        "municipality": [("borsdorf", 1), ("naunhof", 1)],
        "district": [("fuchshain", 1)],
        "topic": [("smart-mobility", 1)],
        "kind": [("news", 1), ("notice", 1)],
        "tag": [("bad", 1)],
        "organization": [("region-partheland", 1)],
        "month": [("2026-11", 1)],
    }
    assert api.get("/news/facets", q="sperrung").json()["month"] == [{"value": month, "count": 1}]
    assert api.get("/news/facets", tag="bad").json()["tag"] == [
        {"value": "bad", "count": 2},
        {"value": "verkehr", "count": 1},
    ]
    assert api.get("/news/facets", author="x").status_code == 400


def test_facets_forget_what_expires_at_that_moment(api):
    with time_machine.travel("2026-11-30T12:00:00+01:00", tick=False) as clock:
        ArticleFactory(expires_at="2026-11-30T12:01:00+01:00")
        first = api.get("/news/facets")
        assert first.json()["kind"] == [{"value": "news", "count": 1}]
        assert api.get("/news/facets", headers={"If-None-Match": first.headers["ETag"]}).status_code == 304
        clock.shift(60)
        assert api.get("/news/facets").json()["kind"] == []
