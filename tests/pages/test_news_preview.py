"""A link that shows an article before it is public: made by its editors, open to who has it, for a week."""

from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from django.core import signing
from django.test import Client

from core.accounts import roles
from core.accounts.models import Role
from core.actors import Actor
from core.audit.models import AuditEntry
from core.models import Publication
from core.municipalities.models import Organization
from news.models import Article, ArticleAttachment
from news.services import previews
from tests.factories.news import ArticleFactory
from tests.factories.roles import clerk_of
from tests.factories.uploads import DocumentFactory, ImageFactory

pytestmark = pytest.mark.usefixtures("region")
NOON = "2026-11-30T12:00:00+01:00"


@pytest.fixture
def draft():
    borsdorf = Organization.objects.get(slug="gemeinde-borsdorf")
    article = ArticleFactory(
        title="Freibad <öffnet>", teaser="Ab Montag.", summary_easy="Das Bad ist auf.", publication=Publication.DRAFT,
        text="Ab **Montag**. <script>alert(1)</script>", organization=borsdorf, published_at=None,
        image=ImageFactory(), image_alt="Becken", image_credit="Ada Foto",
    )  # fmt: skip
    ArticleAttachment.objects.create(article=article, document=DocumentFactory(), title="Preise")
    return article


def clerk_from(slug):
    client = Client(headers={"Accept-Language": "de"})
    client.force_login(clerk_of(slug, Role.EDITOR))
    return client


def link_of(client, article):
    """As the page shows it after the button was pressed."""
    page = client.post(f"/admin/news/article/{article.pk}/preview/")
    assert page.status_code == 200, page.content
    return page.context["address"]


def opened(address, language="de"):
    parts = urlsplit(address)
    return Client(headers={"Accept-Language": language}).get(f"{parts.path}?{parts.query}")


def test_an_editor_makes_a_link_and_whoever_has_it_sees_the_draft(draft):
    clerk = clerk_from("gemeinde-borsdorf")
    asked = clerk.get(f"/admin/news/article/{draft.pk}/preview/")
    assert "7 Tage" in asked.content.decode()
    assert not AuditEntry.objects.filter(act="article.preview_made").exists()
    address = link_of(clerk, draft)
    assert address.startswith("https://api.partheland.example/news/preview?token=")
    entry = AuditEntry.objects.get(act="article.preview_made")
    assert (entry.actor_kind, entry.subject_id, list(entry.details)) == ("clerk", str(draft.pk), ["until"])
    page = opened(address)
    shown = page.content.decode()
    assert page.status_code == 200
    for words in (
        "Freibad &lt;öffnet&gt;",
        "<strong>Montag</strong>",
        "Das Bad ist auf.",
        "Preise",
        'alt="Becken"',
        "Ada Foto",
    ):
        assert words in shown
    assert "<script" not in shown
    assert "Entwurfs" in shown
    headers = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex", "Referrer-Policy": "no-referrer"}
    assert {name: page.headers[name] for name in headers} == headers
    assert page.cookies == {}
    assert Client().get(f"/api/v1/news/{draft.pk}").status_code == 404
    assert Article.objects.get().publication == Publication.DRAFT


def test_only_those_entrusted_with_it_make_a_link(draft):
    other = clerk_from("stadt-naunhof")
    answer = other.post(f"/admin/news/article/{draft.pk}/preview/")
    assert answer.status_code == 404
    assert not AuditEntry.objects.filter(act="article.preview_made").exists()


def test_the_service_asks_too(draft):
    nobody = Actor("site")
    with pytest.raises(roles.NotEntrusted):
        previews.make(draft.pk, by=nobody)


def test_a_link_shows_the_present_state_until_it_ends_or_the_article_is_withdrawn(draft):
    with time_machine.travel(NOON, tick=False) as clock:
        address = link_of(clerk_from("gemeinde-borsdorf"), draft)
        Article.objects.update(title="Anders")
        assert "Anders" in opened(address).content.decode()
        Article.objects.update(publication=Publication.SCHEDULED, published_at="2026-12-02T08:00:00+01:00")
        assert "02.12.2026 08:00" in opened(address).content.decode()
        Article.objects.update(publication=Publication.PUBLISHED)
        assert "inzwischen öffentlich" in opened(address).content.decode()
        clock.shift(previews.VALID_FOR.total_seconds())
        assert opened(address).status_code == 200
        clock.shift(1)
        assert opened(address).status_code == 410
        again = link_of(clerk_from("gemeinde-borsdorf"), draft)
        Article.objects.update(publication=Publication.WITHDRAWN)
        gone = opened(again)
        assert gone.status_code == 410
        assert "Anders" not in gone.content.decode()


def test_a_forged_link_opens_nothing(draft):
    (token,) = parse_qs(urlsplit(link_of(clerk_from("gemeinde-borsdorf"), draft)).query)["token"]
    for forged in (token[:-1] + ("A" if token[-1] != "A" else "B"), token.partition(":")[0], "", "x" * 500):
        assert opened(f"/news/preview?token={forged}").status_code == 410


def test_a_token_signed_for_another_purpose_opens_nothing(draft):
    assert opened(f"/news/preview?token={signing.dumps(str(draft.pk))}").status_code == 410
