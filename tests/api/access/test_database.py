"""What the role table and the fuzzing go by sees every change, and no change where there is none."""

import pytest
from django.db import connection, transaction

from core.municipalities.models import Region
from news.models import Article
from tests.api.access.database import undone
from tests.factories.news import ArticleFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


def test_what_is_written_is_seen_and_taken_back():
    with undone() as changed:
        ArticleFactory()
    assert {"news_article", "news_article_municipalities", "changes_change"} <= changed
    assert not Article.objects.exists()
    with undone() as changed, connection.cursor() as cursor:
        cursor.execute("UPDATE municipalities_region SET name = 'Andere Region'")
    assert changed == {"municipalities_region"}
    with undone() as changed:
        Region.objects.update(name="Partheland")
        Region.objects.update(name=Region.objects.get().name)
    assert Region.objects.get().name != "Andere Region"


def test_reading_and_what_was_rolled_back_is_no_change():
    with undone() as changed:
        assert Region.objects.select_for_update().get()
        with transaction.atomic():
            ArticleFactory()
            transaction.set_rollback(True)
        Region.objects.update(name=Region.objects.get().name)
    assert changed == set()


def test_a_deletion_is_seen_again_after_it_was_undone_once():
    article = ArticleFactory()
    for _time in range(2):
        with undone() as changed:
            Article.objects.filter(pk=article.pk).delete()
        assert "news_article" in changed
