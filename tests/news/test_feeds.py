"""News as feeds: the same entries in three formats, each as a strict reader takes it."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as some

from core.models import Publication
from core.municipalities.models import Organization, Region
from news.feeds import atom, json_feed, rss
from news.feeds.entries import Channel, Entry, plain
from news.models import Article, ArticleKind, DatePrecision
from tests.factories.news import ArticleFactory
from tests.factories.uploads import ImageFactory
from tests.news import strict_feeds

READERS = {"/news.rss": strict_feeds.rss, "/news.atom": strict_feeds.atom, "/news.json": strict_feeds.json_feed}
TYPES = {"/news.rss": "application/rss+xml; charset=utf-8", "/news.atom": "application/atom+xml; charset=utf-8",
         "/news.json": "application/feed+json"}  # fmt: skip
BERLIN = ZoneInfo("Europe/Berlin")
every_format = pytest.mark.parametrize("route", READERS)


@pytest.fixture
def read(api, region):
    def read(route, **query):
        answer = api.get(route, **query)
        assert answer.status_code == 200, answer.content
        return READERS[route](answer.content)

    return read


def titles(feed):
    return [entry.title for entry in feed.entries.values()]


@every_format
def test_an_entry_says_all_of_an_article(read, route):
    Region.objects.update(name="Partheland", website="https://partheland.example")
    Organization.objects.filter(slug="gemeinde-borsdorf").update(name="Gemeinde Borsdorf & Söhne")
    image = ImageFactory()
    article = ArticleFactory(
        title="Straße <gesperrt> & mehr", teaser="Bis Freitag;\nUmleitung <über> Panitzsch.",
        text="Ab **Montag**, siehe [Plan](/plan.pdf).\n\n| Tag | Uhr |\n|---|---|\n| Mo | 8 |",
        kind=ArticleKind.NOTICE, tags=["verkehr & wege"], about=["smart-mobility"], addressed=["naunhof", "borsdorf"],
        organization=Organization.objects.get(slug="gemeinde-borsdorf"), published_at="2026-11-24T06:03:03+01:00",
        public_url="https://borsdorf.example/größe?a=1&b=2", image=image, image_alt='Ein "Schild"',
        image_credit="Ada <Foto>", image_licence="CC BY 4.0",
    )  # fmt: skip
    feed = read(route)
    assert (feed.title, feed.address) == ("Partheland", f"https://api.partheland.example/api/v1{route}")
    assert feed.entries.keys() == {f"urn:uuid:{article.pk}"}
    (entry,) = feed.entries.values()
    assert entry == strict_feeds.Read(
        title="Straße <gesperrt> & mehr",
        summary="Bis Freitag;\nUmleitung <über> Panitzsch.",
        content=(
            f'<p><img src="{image.url}" alt="Ein &quot;Schild&quot;">'
            "<br><small>Ada &lt;Foto&gt; · CC BY 4.0</small></p>\n"
            '<p>Ab <strong>Montag</strong>, siehe <a href="https://borsdorf.example/plan.pdf" '
            'rel="noopener noreferrer">Plan</a>.</p>\n'
            "<table>\n<thead>\n<tr>\n<th>Tag</th>\n<th>Uhr</th>\n</tr>\n</thead>\n"
            "<tbody>\n<tr>\n<td>Mo</td>\n<td>8</td>\n</tr>\n</tbody>\n</table>"
        ),
        author="Gemeinde Borsdorf & Söhne",
        address="https://borsdorf.example/gr%C3%B6%C3%9Fe?a=1&b=2",
        published=datetime(2026, 11, 24, 6, 3, 3, tzinfo=BERLIN),
        categories=["Bekanntmachung", "Mobilität und Verkehr", "Borsdorf", "Naunhof", "verkehr & wege"],
        enclosures=[(image.url, "image/jpeg", 80_000)],
    )


@every_format
def test_what_has_no_page_elsewhere_leads_to_ours(read, route):
    article = ArticleFactory(text="[Plan](/plan.pdf)")
    ArticleFactory(source_url="https://borsdorf.example/amtsblatt")
    found = {entry.address: entry.content for entry in read(route).entries.values()}
    ours = f"https://api.partheland.example/news/{article.pk}"
    assert found.keys() == {ours, "https://borsdorf.example/amtsblatt"}
    assert 'href="https://api.partheland.example/plan.pdf"' in found[ours]


@every_format
@pytest.mark.parametrize(
    ("precision", "told"),
    [(DatePrecision.DAY, "2026-03-01"), (DatePrecision.MONTH, "2026-03"), (DatePrecision.YEAR, "2026")],
)
def test_a_date_says_no_more_than_is_known(read, route, precision, told):
    """Midnight of Berlin, which lies in February by UTC."""
    ArticleFactory(published_at=datetime(2026, 3, 1, tzinfo=BERLIN), date_precision=precision)
    (entry,) = read(route).entries.values()
    assert entry.published == told


@every_format
def test_only_what_is_public_and_current_stands_in_a_feed(read, route):
    now = timezone.now()
    ArticleFactory(title="Alt", published_at=now - timedelta(days=2))
    ArticleFactory(title="Neu", published_at=now - timedelta(days=1))
    for state in (Publication.DRAFT, Publication.SCHEDULED, Publication.WITHDRAWN):
        ArticleFactory(title="Geheim", publication=state)
    ArticleFactory(title="Vorbei", expires_at=now - timedelta(minutes=1))
    feed = read(route)
    assert titles(feed) == ["Neu", "Alt"]
    assert feed.deleted == {}  # none of them ever was public


@every_format
@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"municipality": "naunhof"}, ["Naunhof"]),
        ({"municipality": "borsdorf,naunhof"}, ["Naunhof", "Borsdorf"]),
        ({"kind": "notice"}, ["Borsdorf"]),
        ({"tag": "sperrung"}, ["Borsdorf"]),
        ({"topic": "smart-mobility"}, ["Naunhof"]),
        ({"organization": "gemeinde-borsdorf"}, []),
        ({"published_after": "2026-01-02T00:00:00Z"}, ["Naunhof"]),
        ({"q": "BORSDORF"}, ["Borsdorf"]),
    ],
)
def test_feeds_take_the_filters_of_the_list(read, route, query, found):
    ArticleFactory(
        title="Naunhof", addressed=["naunhof"], about=["smart-mobility"], published_at="2026-01-02T00:00:00Z"
    )
    ArticleFactory(
        title="Borsdorf", addressed=["borsdorf"], kind=ArticleKind.NOTICE, tags=["sperrung"],
        published_at="2026-01-01T00:00:00Z",
    )  # fmt: skip
    assert titles(read(route, **query)) == found


@every_format
def test_a_feed_is_named_after_whom_it_is_for_and_knows_its_address(read, route):
    Region.objects.update(name="Partheland")
    feed = read(route, municipality="naunhof,borsdorf", q="größe")
    assert feed.title == "Partheland: Borsdorf, Naunhof"
    assert (
        feed.address
        == f"https://api.partheland.example/api/v1{route}?municipality=naunhof%2Cborsdorf&q=gr%C3%B6%C3%9Fe"
    )


@every_format
def test_what_nobody_knows_is_refused_and_accept_ignored(api, region, route):
    assert api.get(route, headers={"Accept": "text/html"}).headers["Content-Type"] == TYPES[route]
    assert api.get(route, page_size="5").json()["errors"][0]["pointer"] == "page_size"
    assert api.get(route, municipality="leipzig").status_code == 400


@every_format
def test_who_has_the_bytes_gets_304_until_something_changes(api, region, route):
    article = ArticleFactory(about=["smart-mobility"])
    first = api.get(route)
    known = {"If-None-Match": first.headers["ETag"]}
    again = api.get(route, headers={**known, "Accept-Language": "en"})
    assert (again.status_code, again.content, again.headers["ETag"]) == (304, b"", first.headers["ETag"])
    assert again.headers["Cache-Control"] == first.headers["Cache-Control"] == "public, no-cache"
    assert api.send("HEAD", route).headers["ETag"] == first.headers["ETag"]
    for change in (
        lambda: Article.objects.filter(pk=article.pk).update(title="Anders"),
        lambda: Organization.objects.update(name="Umbenannt"),
        lambda: article.topics.update(label_de="Verkehr"),
        lambda: article.municipalities.update(name="Bohrsdorf"),
        lambda: Region.objects.update(name="Parthenland"),
    ):
        change()
        changed = api.get(route, headers=known)
        assert changed.status_code == 200
        known = {"If-None-Match": changed.headers["ETag"]}


@every_format
def test_an_article_leaves_at_the_moment_it_expires(read, route):
    with time_machine.travel("2026-11-30T12:00:00+01:00", tick=False) as clock:
        ArticleFactory(expires_at="2026-11-30T12:01:00+01:00")
        assert len(read(route).entries) == 1
        clock.shift(60)
        assert read(route).entries == {}


@every_format
@pytest.mark.parametrize("count", [1, 3])
def test_a_feed_costs_the_same_for_one_and_three(api, region, route, count):
    for _ in range(count):
        ArticleFactory(about=["smart-mobility"])
    with CaptureQueriesContext(connection) as queries:
        api.get(route)
    # region; versions of news, municipalities and topics; next end; articles, municipalities, districts, topics,
    # documents; in Atom what was withdrawn
    assert len(queries) == {"/news.rss": 10, "/news.atom": 11, "/news.json": 10}[route]


def test_atom_names_what_was_withdrawn_and_what_was_deleted(read):
    withdrawn, deleted, back = ArticleFactory(), ArticleFactory(), ArticleFactory()
    feed = read("/news.atom")
    assert (len(feed.entries), feed.deleted) == (3, {})
    ids = {one: f"urn:uuid:{one.pk}" for one in (withdrawn, deleted, back)}
    Article.objects.filter(pk__in=[withdrawn.pk, back.pk]).update(publication=Publication.WITHDRAWN)
    deleted_id = ids[deleted]
    deleted.delete()
    feed = read("/news.atom", municipality="naunhof", q="ganz anders")
    assert feed.entries == {}
    assert feed.deleted.keys() == {ids[withdrawn], deleted_id, ids[back]}
    Article.objects.filter(pk=back.pk).update(publication=Publication.PUBLISHED)
    feed = read("/news.atom")
    assert (feed.entries.keys(), feed.deleted.keys()) == ({ids[back]}, {ids[withdrawn], deleted_id})


TEXTS = some.text(some.characters(exclude_categories=["Cs"]), max_size=200)
NASTY = ["<script>alert(1)</script>", "](javascript:x)", "[x](", "![", "<!--", "]]>", "&", "<a href='/", "\0", "]]"]
MARKUP = some.lists(some.sampled_from(NASTY) | TEXTS).map("".join)


@some.composite
def entries(draw):
    """Whatever the database takes, and more."""
    moment = draw(some.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1), timezones=some.just(BERLIN)))  # noqa: DTZ001
    article = Article(
        title=draw(MARKUP), teaser=draw(MARKUP), text=draw(MARKUP), kind=draw(some.sampled_from(ArticleKind)),
        published_at=moment, updated_at=moment, date_precision=draw(some.sampled_from(DatePrecision)),
        organization=Organization(name="Amt " + draw(TEXTS)), tags=draw(some.lists(TEXTS, max_size=3)),
        public_url=draw(some.sampled_from(["", "https://borsdorf.example/größe?a=ä&b='c'"])),
        image=draw(some.none() | some.builds(ImageFactory.build)), image_alt=draw(TEXTS), image_credit=draw(TEXTS),
    )  # fmt: skip
    article._prefetched_objects_cache = {"topics": [], "municipalities": [], "attachments": []}
    return Entry(article)


def is_sayable(entry):
    return entry.title.strip() != ""


@settings(max_examples=60)
@given(some.lists(entries().filter(is_sayable), max_size=3), TEXTS)
def test_whatever_is_written_the_feeds_are_correct_say_it_and_carry_no_script(written, name):
    channel = Channel(
        "Region " + plain(name), plain(name) or "x", "https://x.example", "https://y.example/news?q=%C3%A4"
    )
    for feed in (
        strict_feeds.rss(rss.write(channel, written)),
        strict_feeds.atom(atom.write(channel, written, [])),
        strict_feeds.json_feed(json_feed.write(channel, written)),
    ):
        assert feed.title == channel.title
        assert titles(feed) == [entry.title for entry in written]
        assert [one.summary for one in feed.entries.values()] == [entry.summary for entry in written]
        assert [one.content for one in feed.entries.values()] == [entry.content for entry in written]
