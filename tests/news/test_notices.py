"""Public notices stay public for their period, and alerts do not stay for ever, whoever writes them."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from core.actors import SYSTEM
from core.audit.models import AuditEntry
from core.models import Publication
from core.municipalities.models import Municipality, Organization
from news import policies
from news.models import Article, ArticleKind
from news.services import editing
from tests.client import ApiClient
from tests.factories.accounts import PersonFactory
from tests.factories.news import ArticleFactory
from tests.factories.roles import site_key_of
from tests.forms import submit

pytestmark = pytest.mark.usefixtures("region")
BERLIN = ZoneInfo("Europe/Berlin")
LAST_DAY = {"notice_from": date(2026, 11, 23), "notice_until": date(2026, 12, 7)}
ITS_END = datetime(2026, 12, 8, tzinfo=BERLIN)
ARTICLES = "/admin/news/article/"


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel("2026-11-30T12:00:00+01:00", tick=False) as clock:
        yield clock


@pytest.fixture
def notice():
    borsdorf = Organization.objects.get(slug="gemeinde-borsdorf")
    return ArticleFactory(title="Satzung", kind=ArticleKind.NOTICE, organization=borsdorf, **LAST_DAY)


@pytest.fixture
def site(db):
    return ApiClient(token=site_key_of("gemeinde-borsdorf").secret)


def state(article):
    return Article.objects.values_list("publication", flat=True).get(pk=article.pk)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": ArticleKind.NEWS}, ["/notice_from only_of_notices", "/notice_until only_of_notices"]),
        ({"notice_until": date(2026, 11, 22)}, ["/notice_until ends_before_start"]),
        ({"expires_at": ITS_END - timedelta(microseconds=1)}, ["/expires_at within_notice_period"]),
        ({"expires_at": ITS_END}, []),
        ({"notice_from": None}, []),
        ({"notice_until": None}, []),
    ],
)
def test_a_period_fits_its_notice(changes, code):
    article = Article(**{"kind": ArticleKind.NOTICE, **LAST_DAY, **changes})
    assert [f"{one.pointer} {one.code}" for one in policies.contradictions(article)] == code


@pytest.mark.parametrize("wrong", [{"kind": ArticleKind.NEWS}, {"notice_until": date(2026, 11, 22)}])
def test_the_database_knows_the_rule_too(notice, wrong):
    with pytest.raises(IntegrityError, match="news_article_notice_period"), transaction.atomic():
        Article.objects.filter(pk=notice.pk).update(**wrong)


def test_a_notice_cannot_be_withdrawn_over_the_api_before_its_period_has_ended(notice, site, clock):
    tag = {"If-Match": "*"}
    for answer in (
        site.delete(f"/news/{notice.pk}", headers=tag),
        site.patch(f"/news/{notice.pk}", {"publication": "draft"}, headers=tag),
    ):
        assert (answer.status_code, answer.json()["code"]) == (409, "notice_period_runs")
    assert state(notice) == Publication.PUBLISHED
    clock.move_to(ITS_END)
    assert site.delete(f"/news/{notice.pk}", headers=tag).status_code == 204
    assert state(notice) == Publication.WITHDRAWN


def test_who_means_it_shortens_the_period_first(notice, site):
    tag = {"If-Match": "*"}
    assert site.patch(f"/news/{notice.pk}", {"notice_until": "2026-11-29"}, headers=tag).status_code == 200
    assert site.delete(f"/news/{notice.pk}", headers=tag).status_code == 204
    changes = AuditEntry.objects.filter(act="article.changed").order_by("pk")
    assert [entry.details["fields"] for entry in changes] == [["notice_until"], ["publication"]]


def test_a_clerk_is_warned_and_may_withdraw_all_the_same(notice):
    clerk = Client(headers={"Accept-Language": "de"})
    clerk.force_login(PersonFactory(is_staff=True, is_superuser=True))
    page = submit(clerk, f"{ARTICLES}{notice.pk}/change/", publication="withdrawn")
    assert list(page.context["adminform"].form.errors) == ["publication"]
    action = {"action": "withdraw", "_selected_action": [str(notice.pk)]}
    asked = clerk.post(ARTICLES, action)
    assert "deren Frist noch läuft" in asked.content.decode()
    assert state(notice) == Publication.PUBLISHED
    clerk.post(ARTICLES, {**action, "confirmed": "yes"})
    assert state(notice) == Publication.WITHDRAWN


def test_other_articles_are_withdrawn_without_that_warning():
    article = ArticleFactory()
    clerk = Client(headers={"Accept-Language": "de"})
    clerk.force_login(PersonFactory(is_staff=True, is_superuser=True))
    asked = clerk.post(ARTICLES, {"action": "withdraw", "_selected_action": [str(article.pk)]})
    assert "Frist" not in asked.content.decode()


@pytest.mark.parametrize(
    ("kind", "told", "expires"),
    [
        (ArticleKind.ALERT, {}, datetime(2026, 12, 1, 12, tzinfo=BERLIN)),
        (ArticleKind.ALERT, {"expires_at": ITS_END}, ITS_END),
        (ArticleKind.ALERT, {"publication": "scheduled", "published_at": ITS_END}, ITS_END + timedelta(days=1)),
        (ArticleKind.ALERT, {"publication": Publication.DRAFT}, None),
        (ArticleKind.NEWS, {}, None),
    ],
)  # fmt: skip
def test_an_alert_without_an_end_is_one_for_a_day(kind, told, expires):
    organization = Organization.objects.get(slug="region-partheland")
    article = Article(**{"kind": kind, "title": "Warnung", "text": "!", "organization": organization,
                         "publication": Publication.PUBLISHED, **told})  # fmt: skip
    editing.save(article, municipalities=Municipality.objects.filter(slug="borsdorf"), by=SYSTEM)
    assert Article.objects.get().expires_at == expires


def test_a_drafted_alert_gets_its_end_when_it_is_published(clock):
    article = ArticleFactory(kind=ArticleKind.ALERT, publication=Publication.DRAFT, published_at=None)
    clock.shift(3600)
    editing.publish(article.pk, by=SYSTEM)
    assert Article.objects.get().expires_at == datetime(2026, 12, 1, 13, tzinfo=BERLIN)


def test_what_becomes_an_alert_days_later_is_urgent_from_then_on(site, clock):
    body = {"title": "Wasser", "text": "Bitte abkochen.", "municipalities": ["borsdorf"]}
    answer = site.put("/news/by-external-id/7", body)
    clock.shift(3 * 24 * 3600)
    ends = []
    for _ in range(2):
        answer = site.put(
            "/news/by-external-id/7", {**body, "kind": "alert"}, headers={"If-Match": answer.headers["ETag"]}
        )
        ends.append(answer.json()["expires_at"])
        clock.shift(3600)
    assert ends == ["2026-12-04T12:00:00+01:00"] * 2
    assert [one["title"] for one in site.get("/news").json()["results"]] == ["Wasser"]


def test_a_site_that_puts_the_same_alert_again_changes_nothing(site, clock):
    body = {"title": "Wasser abkochen", "text": "Bis auf Weiteres.", "kind": "alert", "municipalities": ["borsdorf"],
            "published_at": "2026-11-30T11:00:00+01:00"}  # fmt: skip
    first = site.put("/news/by-external-id/7", body)
    assert (first.status_code, first.json()["expires_at"]) == (201, "2026-12-01T11:00:00+01:00")
    clock.shift(3600)
    again = site.put("/news/by-external-id/7", body, headers={"If-Match": first.headers["ETag"]})
    assert (again.status_code, again.headers["ETag"]) == (200, first.headers["ETag"])
