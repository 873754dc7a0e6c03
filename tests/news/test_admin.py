"""Articles in the administration: written through the services, withdrawn rather than deleted."""

from datetime import UTC, datetime

import pytest
from django.test import Client

from core.audit.models import AuditEntry
from core.models import Publication
from core.municipalities.models import Municipality, Organization
from news.models import Article, DatePrecision
from tests.factories.accounts import PersonFactory
from tests.factories.news import ArticleFactory
from tests.forms import submit

pytestmark = pytest.mark.usefixtures("region")
ARTICLES = "/admin/news/article/"


@pytest.fixture
def clerk():
    client = Client(headers={"Accept-Language": "de"})
    client.force_login(PersonFactory(is_staff=True, is_superuser=True))
    return client


def test_a_clerk_publishes_an_article(clerk):
    addressed = Municipality.objects.filter(slug__in=["naunhof", "belgershain"])
    response = submit(
        clerk, f"{ARTICLES}add/", title="Straße gesperrt", text="Bis Freitag.", kind="notice", publication="published",
        organization=str(Organization.objects.get(slug="stadt-naunhof").pk),
        municipalities=[str(one.pk) for one in addressed],
    )  # fmt: skip
    assert response.status_code == 302, response.context["adminform"].form.errors
    article = Article.objects.published().get()
    assert set(article.municipalities.values_list("slug", flat=True)) == {"naunhof", "belgershain"}
    assert article.published_at is not None
    assert list(AuditEntry.objects.values_list("act", "actor_kind")) == [("article.created", "clerk")]


def test_opening_and_saving_a_page_unchanged_changes_nothing(clerk):
    article = ArticleFactory(tags=["verkehr"], about=["smart-mobility"])
    before = Article.objects.values().get()
    assert submit(clerk, f"{ARTICLES}{article.pk}/change/").status_code == 302
    assert Article.objects.values().get() == before


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"expires_at_0": "01.01.2020", "expires_at_1": "00:00"}, "expires_at"),
        ({"municipalities": None}, "municipalities"),
    ],
)
def test_what_does_not_fit_is_told_beside_its_field(clerk, changes, field):
    article = ArticleFactory()
    response = submit(clerk, f"{ARTICLES}{article.pk}/change/", **changes)
    assert list(response.context["adminform"].form.errors) == [field]


def test_the_list_tells_as_much_of_a_moment_as_is_known(clerk):
    moment = datetime(2025, 1, 30, 23, tzinfo=UTC)
    for precision in DatePrecision:
        ArticleFactory(published_at=moment, date_precision=precision, title=precision.value)
    ArticleFactory(published_at=None, publication="draft", title="draft")
    page = clerk.get(ARTICLES)
    shown = {row.title: page.context["cl"].model_admin.shown_moment(row) for row in page.context["cl"].result_list}
    assert shown == {
        "minute": "31.01.2025 00:00", "day": "31. Januar 2025", "month": "Januar 2025", "year": "2025", "draft": "",
    }  # fmt: skip


def test_withdrawing_asks_first_and_nothing_is_deleted(clerk):
    article = ArticleFactory()
    chosen = {"action": "withdraw", "_selected_action": article.pk}
    assert clerk.post(ARTICLES, chosen).status_code == 200
    assert Article.objects.get().publication == Publication.PUBLISHED
    clerk.post(ARTICLES, {**chosen, "confirmed": "yes"})
    assert Article.objects.get().publication == Publication.WITHDRAWN
    assert clerk.post(f"{ARTICLES}{article.pk}/delete/", {"post": "yes"}).status_code == 403
