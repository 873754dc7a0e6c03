"""What is public for the first time is noticed once, in commit order, however it became public."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.changes import log
from core.models import Publication
from events import rrule
from events.services import series
from news.models import Article, Novelty, NoveltyReader
from news.services import novelties
from tests.client import let_triggers_act
from tests.factories.events import EventFactory
from tests.factories.ideas import IdeaCallFactory
from tests.factories.news import ArticleFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


def noticed():
    let_triggers_act()
    return [(one.type, one.object_id) for one in novelties.notice(now=timezone.now())]


def test_each_item_is_new_once_whoever_published_it_and_whatever_becomes_of_it():
    article, event, call = ArticleFactory(), EventFactory(), IdeaCallFactory()
    draft = ArticleFactory(publication=Publication.DRAFT, published_at=None)
    assert noticed() == [("event", event.pk), ("news", article.pk), ("idea_call", call.pk)]
    Article.objects.filter(pk=article.pk).update(title="Anders", publication=Publication.WITHDRAWN)
    Article.objects.filter(pk=draft.pk).update(publication=Publication.PUBLISHED, published_at=timezone.now())
    assert noticed() == [("news", draft.pk)]
    Article.objects.filter(pk=article.pk).update(publication=Publication.PUBLISHED)
    assert noticed() == []


def test_what_is_old_or_over_is_noticed_and_not_told():
    now = timezone.now()
    ArticleFactory(published_at=now - timedelta(days=29))
    ArticleFactory(published_at=now - timedelta(days=2), expires_at=now - timedelta(days=1))
    EventFactory(starts_at=now - timedelta(days=2), ends_at=now - timedelta(days=1))
    IdeaCallFactory(opens_at=now - timedelta(days=9), closes_at=now - timedelta(days=1))
    assert noticed() == []
    assert Novelty.objects.filter(is_worth_telling=False).count() == 4


def test_many_changes_are_read_in_steps(monkeypatch):
    monkeypatch.setattr(novelties, "STEP", 2)
    articles = [ArticleFactory() for _ in range(5)]
    assert noticed() == [("news", article.pk) for article in articles]
    assert list(Novelty.objects.order_by("id").values_list("object_id", flat=True)) == [one.pk for one in articles]


def test_after_a_restored_backup_the_log_is_read_again_and_nothing_is_new_twice():
    ArticleFactory()
    noticed()
    log.begin_anew()
    later = ArticleFactory()
    assert noticed() == [("news", later.pk)]
    assert NoveltyReader.objects.get().epoch == log.state().epoch


def test_the_first_date_of_a_series_stands_for_all_of_them():
    rule = rrule.read("FREQ=DAILY;COUNT=3", zone="Europe/Berlin", starts_time=None)
    made = series.create(EventFactory().pk, rule=rule, by=SYSTEM)
    first = made.dates.filter(series_date__isnull=False).order_by("starts_at").first()
    assert noticed() == [("event", first.pk)]
    assert Novelty.objects.filter(is_worth_telling=False).count() == 2
