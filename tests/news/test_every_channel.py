"""Published once, an article is wherever those it addresses look, and nowhere else; withdrawn, it is gone."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail
from django.test import Client
from django.utils import timezone

from core.models import Publication
from core.municipalities.models import Municipality
from core.push import sending as pushing
from news.models import Article, Issue
from news.services import issues, novelties, sending
from tests.client import ApiClient, let_triggers_act
from tests.factories.newsletter import SubscriptionFactory
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


class Doors:
    """Those who are told without asking: in each municipality a reader of the newsletter and a device."""

    def __init__(self, push_service, clock, places):
        self.clock = clock
        self.devices = {slug: Receiver(push_service, f"/{slug}") for slug in places}
        for slug, browser in self.devices.items():
            device_of(browser=browser, municipalities=[slug])
            SubscriptionFactory(email=f"{slug}@leser.example", frequency="daily", places=[slug])

    def next_issue(self):
        """What the worker does within a minute, and at the moment of the next issue."""
        let_triggers_act()
        novelties.notice(now=timezone.now())
        pushing.send_due(now=timezone.now() + timedelta(seconds=1))
        issues.plan(now=timezone.now())
        self.issue = Issue.objects.filter(frequency="daily").latest("send_at")
        self.clock.move_to(self.issue.send_at)
        issues.begin_due(now=timezone.now())
        sending.send(self.issue.pk)

    def told(self, article_id):
        """By channel, the municipalities in which it was brought to the door, as often as it was."""
        pushed = [slug for slug, browser in self.devices.items() for one in browser.shown if one["id"] == article_id]
        letters = [letter.to[0].partition("@")[0] for letter in mail.outbox if "Schwimmhalle" in letter.body]
        return {"push": sorted(pushed), "newsletter": sorted(letters)}

    def archived(self):
        """The municipalities for which the last issue's page shows it."""
        page = f"/newsletter/archive/{self.issue.pk}"
        pages = {slug: Client().get(page, {"municipality": slug}).content.decode() for slug in self.devices}
        return sorted(slug for slug, html in pages.items() if "Schwimmhalle &lt;zu&gt;" in html)


@pytest.fixture
def site():
    return ApiClient(token=site_key_of("stadt-naunhof").secret)


@pytest.fixture
def draft(site):
    body = {"title": "Schwimmhalle <zu>", "text": NASTY, "tags": ["sperrung"], "publication": "draft",
            "municipalities": sorted(ADDRESSED)}  # fmt: skip
    return site.post("/news", body).json()["id"]


def test_an_article_is_met_in_every_channel_of_those_it_addresses_until_it_is_withdrawn(site, draft):
    channels, places = Channels(draft), list(Municipality.objects.values_list("slug", flat=True))
    # A copy asked for one municipality hears of all else as deleted (API.md): a draft and foreign news never as there.
    nowhere = dict.fromkeys(("list", "search", "facets", "copy", *FEEDS), False)
    everywhere = dict.fromkeys(nowhere, True)
    for slug in places:
        assert channels.meet(slug) == nowhere, slug

    site.patch(f"/news/{draft}", {"publication": "published"}, headers={"If-Match": "*"})
    for slug in places:
        met = channels.meet(slug)
        assert met == everywhere if slug in ADDRESSED else met | {"copy": False} == nowhere, slug

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


def test_it_is_brought_once_to_the_doors_of_those_it_addresses_and_to_nobody_once_it_is_withdrawn(
    site, draft, push_service
):
    with time_machine.travel("2027-03-26T10:00:00+01:00", tick=False) as clock:  # the clock changes two days later
        doors = Doors(push_service, clock, Municipality.objects.values_list("slug", flat=True))
        published = {"publication": "published"}

        def change(body):
            assert site.patch(f"/news/{draft}", body, headers={"If-Match": "*"}).status_code == 200

        def withdraw(article_id):
            assert site.delete(f"/news/{article_id}", headers={"If-Match": "*"}).status_code == 204

        doors.next_issue()
        nobody = doors.told(draft)
        assert nobody == {"push": [], "newsletter": []}

        change(published)
        doors.next_issue()
        everybody = {"push": sorted(ADDRESSED), "newsletter": sorted(ADDRESSED)}
        assert doors.told(draft) == everybody
        assert doors.archived() == sorted(ADDRESSED)

        change({"title": "Schwimmhalle <zu>, bis Montag"})
        withdraw(draft)
        assert doors.archived() == []
        change(published)
        for _day in range(3):
            doors.next_issue()
        assert doors.told(draft) == everybody

        late = site.post("/news", {"title": "Schwimmhalle auf", "text": "Wieder offen.", "municipalities": ["naunhof"],
                                   **published}).json()["id"]  # fmt: skip
        let_triggers_act()
        novelties.notice(now=timezone.now())
        withdraw(late)
        doors.next_issue()
        assert (doors.told(draft), doors.told(late)) == (everybody, everybody | {"push": []})


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
