"""Published once, an article is wherever those it addresses look, and nowhere else; withdrawn, it is gone."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.models import Publication
from core.municipalities.models import Municipality
from core.push import sending
from news.models import Article
from news.services import novelties
from tests.client import ApiClient, let_triggers_act
from tests.factories.push import device_of
from tests.factories.roles import site_key_of
from tests.news import strict_feeds
from tests.push_service import Receiver

pytestmark = pytest.mark.usefixtures("region")
ADDRESSED = {"naunhof", "belgershain"}
NASTY = """Ab **Montag** geschlossen. <script>alert("x")</script><img src=x onerror=alert(1)>

[klick](javascript:alert(1)) [daten](data:text/html;base64,PHNjcmlwdD4=) ![bild](https://spion.example/pixel.gif)
<iframe src="https://spion.example"></iframe> </script> ]]> <!-- -- -->"""
FEEDS = {"/news.rss": strict_feeds.rss, "/news.atom": strict_feeds.atom, "/news.json": strict_feeds.json_feed}


class Channels:
    """All places where an article can be met, asked for one municipality each."""

    def __init__(self, article_id):
        self.api, self.id = ApiClient(), article_id
        self.cursors = {}

    def meet(self, slug):
        """By channel: whether the article is there; of a copy also that it was told to delete it."""
        query = {"municipality": slug}
        listed = self.api.get("/news", **query).json()["results"]
        found = self.api.get("/news", q="schwimmhalle", **query).json()["results"]
        counts = self.api.get("/news/facets", **query).json()
        met = {
            "list": self.id in [one["id"] for one in listed],
            "search": self.id in [one["id"] for one in found],
            "facets": {"value": "sperrung", "count": 1} in counts["tag"],
            "copy": self.copy(slug),
        }
        for route, read in FEEDS.items():
            feed = read(self.api.get(route, **query).content)
            met[route] = self.told(feed)
        return met

    def told(self, feed):
        name = f"urn:uuid:{self.id}"
        return "deleted" if name in feed.deleted else name in feed.entries

    def copy(self, slug):
        """What `sync` has told since it was asked last."""
        cursor = {"cursor": self.cursors[slug]} if slug in self.cursors else {}
        answer = self.api.get("/sync", types="news", municipality=slug, **cursor).json()
        self.cursors[slug] = answer["cursor"]
        told = [one for one in answer["changes"] if one["id"] == self.id]
        return "deleted" if told and told[-1]["deleted"] else bool(told)

    def ring(self, push_service):
        """The municipalities for which a device hears of it now, once what is due has been sent."""
        let_triggers_act()
        novelties.notice(now=timezone.now())
        push_service.received.clear()
        sending.send_due(now=timezone.now() + timedelta(minutes=1))
        return {slug for slug, browser in self.browsers.items() if self.id in [one["id"] for one in browser.shown]}

    def carry_devices(self, push_service, slugs):
        """One for each municipality."""
        self.browsers = {slug: Receiver(push_service, f"/{slug}") for slug in slugs}
        for slug, browser in self.browsers.items():
            device_of(browser=browser, municipalities=[slug])


@pytest.fixture
def site():
    return ApiClient(token=site_key_of("stadt-naunhof").secret)


@pytest.fixture
def draft(site):
    body = {"title": "Schwimmhalle <zu>", "text": NASTY, "tags": ["sperrung"], "publication": "draft",
            "municipalities": sorted(ADDRESSED)}  # fmt: skip
    return site.post("/news", body).json()["id"]


def test_an_article_is_met_in_every_channel_of_those_it_addresses_until_it_is_withdrawn(site, draft, push_service):
    channels, places = Channels(draft), list(Municipality.objects.values_list("slug", flat=True))
    # A copy asked for one municipality hears of all else as deleted (API.md): a draft and foreign news never as there.
    nowhere = dict.fromkeys(("list", "search", "facets", "copy", *FEEDS), False)
    everywhere = dict.fromkeys(nowhere, True)
    channels.carry_devices(push_service, places)
    assert channels.ring(push_service) == set()
    for slug in places:
        assert channels.meet(slug) == nowhere, slug

    site.patch(f"/news/{draft}", {"publication": "published"}, headers={"If-Match": "*"})
    for slug in places:
        met = channels.meet(slug)
        assert met == everywhere if slug in ADDRESSED else met | {"copy": False} == nowhere, slug
    assert channels.ring(push_service) == ADDRESSED

    # Addressed to one less: only there it is gone.
    site.patch(f"/news/{draft}", {"municipalities": ["naunhof"]}, headers={"If-Match": "*"})
    assert channels.meet("naunhof") == everywhere
    assert channels.meet("belgershain") == nowhere | {"copy": "deleted"}

    assert site.delete(f"/news/{draft}", headers={"If-Match": "*"}).status_code == 204
    for slug in places:
        met = channels.meet(slug)
        assert met["/news.atom"] == "deleted", slug  # to everybody: whom it addressed is told no more
        assert met | {"copy": False, "/news.atom": False} == nowhere, slug
        assert slug != "naunhof" or met["copy"] == "deleted"
    assert channels.ring(push_service) == set()


def test_nothing_runs_in_any_channel(site, draft):
    site.patch(f"/news/{draft}", {"publication": "published"}, headers={"If-Match": "*"})
    api, name = ApiClient(), f"urn:uuid:{draft}"
    shown = [read(api.get(route).content).entries[name].content for route, read in FEEDS.items()]  # strict in markup
    shown.append(strict_feeds.html(api.get(f"/news/{draft}").json()["text_html"]))
    assert len(set(shown)) == 1
    # What looks like markup is shown as it was written, links that would run have lost their address.
    assert "&lt;script&gt;" in shown[0]
    assert "spion.example" not in [part for part in shown[0].split('"') if part.startswith("http")]
    assert "<img" not in shown[0]
    assert 'href="javascript' not in shown[0]
    for route in FEEDS:
        answer = api.get(route)
        assert b"<script" not in answer.content.replace(b"\\u003c", b"<")
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert Article.objects.get().publication == Publication.PUBLISHED
