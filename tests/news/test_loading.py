"""The region's own news: loaded once or twice, the database is the same."""

from datetime import timedelta

import pytest
import time_machine
from django.conf import settings
from django.utils import timezone

from core import region as regions
from news.models import Article

pytestmark = pytest.mark.django_db


def test_loading_twice_changes_nothing():
    with time_machine.travel("2027-03-01T12:00:00+01:00", tick=False) as clock:
        first = regions.load(settings.REGION_DIR, demo=True)
        before = list(Article.objects.order_by("pk").values())
        clock.shift(timedelta(days=3))
        assert regions.load(settings.REGION_DIR, demo=True) == first
    assert list(Article.objects.order_by("pk").values()) == before


def test_a_month_is_known_as_a_month():
    regions.load(settings.REGION_DIR, demo=False)
    article = Article.objects.get(external_id="nw-002")
    # The first moment of January 2020 in the Partheland, which is an hour ahead of UTC.
    assert article.published_at.isoformat() == "2019-12-31T23:00:00+00:00"
    assert article.date_precision == "month"


def test_without_demo_there_are_no_samples():
    regions.load(settings.REGION_DIR, demo=False)
    assert Article.objects.published().count() == 30
    assert not Article.objects.filter(external_id__startswith="demo-").exists()


def test_samples_lie_some_days_back():
    with time_machine.travel("2027-03-01T12:00:00+01:00", tick=False):
        regions.load(settings.REGION_DIR, demo=True)
        days = {
            article.external_id: (timezone.now() - article.published_at).days
            for article in Article.objects.filter(external_id__startswith="demo-")
        }
    assert days == {"demo-news-001": 2, "demo-news-002": 5, "demo-news-003": 0}
