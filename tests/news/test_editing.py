"""Articles are written through one service, and time publishes the scheduled ones."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.actors import SYSTEM
from core.audit import versions
from core.audit.models import AuditEntry
from core.errors import Invalid, Missing
from core.models import Publication
from core.municipalities.models import District, Municipality, Organization
from news import tasks
from news.models import Article
from news.services import editing, restoring
from tests.factories.news import ArticleFactory

pytestmark = pytest.mark.usefixtures("region")
NOON = "2027-03-01T12:00:00+01:00"


def new(organization="stadt-naunhof", **fields):
    return Article(
        title="Neu", text="Text", organization=Organization.objects.get(slug=organization), **{"kind": "news", **fields}
    )


def places(*slugs):
    return Municipality.objects.filter(slug__in=slugs)


def acts(article):
    return list(AuditEntry.objects.filter(subject_id=str(article.pk)).order_by("id").values_list("act", flat=True))


def test_an_article_is_written_with_whom_it_addresses_and_told_to_the_audit():
    article = editing.save(new(), municipalities=places("naunhof", "belgershain"), by=SYSTEM)
    stored = Article.objects.get(pk=article.pk)
    assert set(stored.municipalities.values_list("slug", flat=True)) == {"naunhof", "belgershain"}
    assert stored.publication == Publication.DRAFT
    assert acts(article) == ["article.created"]


def test_saving_without_a_change_writes_nothing():
    article = editing.save(new(), municipalities=places("naunhof"), by=SYSTEM)
    before = Article.objects.values().get()
    editing.save(Article.objects.get(pk=article.pk), municipalities=places("naunhof"), by=SYSTEM)
    assert Article.objects.values().get() == before
    assert acts(article) == ["article.created"]


def test_a_change_of_those_addressed_is_a_change():
    article = editing.save(new(), municipalities=places("naunhof"), by=SYSTEM)
    before = Article.objects.get().updated_at
    editing.save(Article.objects.get(), municipalities=places("parthenstein"), by=SYSTEM)
    assert Article.objects.get().updated_at > before
    assert acts(article) == ["article.created", "article.changed"]


@pytest.mark.parametrize(
    ("slugs", "code"), [([], "required"), (["brandis"], "not_addressable"), (["naunhof", "brandis"], "not_addressable")]
)
def test_an_organization_addresses_only_its_own_municipalities(slugs, code):
    with pytest.raises(Invalid) as refusal:
        editing.save(new(), municipalities=places(*slugs), by=SYSTEM)
    assert [(error.pointer, error.code) for error in refusal.value.errors] == [("/municipalities", code)]
    assert not Article.objects.exists()


def test_districts_lie_in_the_municipalities_addressed():
    district = District.objects.filter(municipality__slug="belgershain").first()
    with pytest.raises(Invalid) as refusal:
        editing.save(new(), municipalities=places("naunhof"), districts=[district], by=SYSTEM)
    assert [error.pointer for error in refusal.value.errors] == ["/districts"]


def test_nothing_expires_before_it_is_published():
    now = timezone.now()
    article = new(publication=Publication.PUBLISHED, published_at=now, expires_at=now - timedelta(days=1))
    with pytest.raises(Invalid) as refusal:
        editing.save(article, municipalities=places("naunhof"), by=SYSTEM)
    assert [error.pointer for error in refusal.value.errors] == ["/expires_at"]


def test_the_database_refuses_what_the_service_would():
    now = timezone.now()
    with pytest.raises(IntegrityError, match="news_article_expires_after_publication"), transaction.atomic():
        ArticleFactory(published_at=now, expires_at=now - timedelta(days=1))
    with pytest.raises(IntegrityError, match="news_article_published_has_moment"), transaction.atomic():
        ArticleFactory(published_at=None)


def test_a_scheduled_article_becomes_public_at_its_minute():
    with time_machine.travel(NOON, tick=False) as clock:
        article = ArticleFactory(publication=Publication.SCHEDULED, published_at=timezone.now() + timedelta(minutes=10))
        clock.shift(timedelta(minutes=9, seconds=59))
        tasks.publish_due()
        assert not Article.objects.published().exists()
        clock.shift(timedelta(seconds=1))
        tasks.publish_due()
        tasks.publish_due()
    assert Article.objects.published().get() == article
    assert Article.objects.get().updated_at.isoformat() == "2027-03-01T11:10:00+00:00"
    assert acts(article) == ["article.published"]


def test_publishing_early_moves_the_moment_to_now():
    with time_machine.travel(NOON, tick=False):
        scheduled = timezone.now() + timedelta(days=3)
        article = ArticleFactory(publication=Publication.SCHEDULED, published_at=scheduled)
        published = editing.publish(article.pk, by=SYSTEM)
    assert (published.publication, published.published_at.isoformat()) == ("published", "2027-03-01T11:00:00+00:00")


def test_a_withdrawn_article_keeps_its_moment_and_whom_it_addressed():
    article = ArticleFactory(addressed=["borsdorf", "brandis"])
    withdrawn = editing.withdraw(article.pk, by=SYSTEM)
    assert (withdrawn.publication, withdrawn.published_at) == ("withdrawn", article.published_at)
    assert withdrawn.municipalities.count() == 2


def test_there_is_nothing_to_publish_under_an_unknown_number():
    with pytest.raises(Missing):
        editing.publish(uuid.uuid4(), by=SYSTEM)


def test_what_no_list_would_show_is_not_published_without_a_word():
    """A warning that was withdrawn last week, say: its clerk would believe that it is out."""
    week_ago = timezone.now() - timedelta(days=7)
    ends_at = week_ago + timedelta(days=1)
    article = ArticleFactory(kind="alert", publication=Publication.WITHDRAWN, published_at=week_ago, expires_at=ends_at)
    with pytest.raises(Invalid) as refusal:
        editing.publish(article.pk, by=SYSTEM)
    assert [(error.pointer, error.code) for error in refusal.value.errors] == [("/expires_at", "is_past")]
    Article.objects.filter(pk=article.pk).update(expires_at=timezone.now() + timedelta(days=1))
    assert editing.publish(article.pk, by=SYSTEM).publication == Publication.PUBLISHED


def test_an_article_comes_back_as_it_was():
    article = editing.save(new(tags=["rad"]), municipalities=places("naunhof"), by=SYSTEM)
    stored = editing.VERSIONS.contents(Article.objects.get())
    article.title, article.tags = "Anders", []
    editing.save(article, municipalities=places("naunhof", "belgershain"), by=SYSTEM)
    version = editing.VERSIONS.of(article.pk).get()
    check = versions.unchanged_since(article.updated_at.isoformat())
    restoring.restore(article.pk, version.pk, check=check, by=SYSTEM)
    assert editing.VERSIONS.contents(Article.objects.get()) == stored
    assert acts(article) == ["article.created", "article.changed", "article.changed", "article.restored"]
