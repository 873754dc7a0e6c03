"""Loading news from the region's files; an entry is known by its external id, so loading twice changes nothing."""

from datetime import date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from core import region
from core.actors import SYSTEM
from core.models import Publication
from core.municipalities.models import District, Municipality, Organization, Topic
from news.models import Article, DatePrecision
from news.services import editing

Entry = dict[str, Any]


@region.loads("news.json", order=30)
def load_news(entries: list[Entry]) -> int:
    """Dates are days of the region's time zone; of a month or a year the first."""
    for entry in entries:
        day = date.fromisoformat(entry["published_on"])
        published_at = datetime.combine(day, time(), timezone.get_default_timezone())
        _save(entry, published_at=published_at, date_precision=entry["date_precision"])
    return len(entries)


@region.loads("demo/news.json", order=31, demo=True)
def load_sample_news(entries: list[Entry]) -> int:
    """Sample news lie some days back at their first loading, and keep that moment."""
    now = timezone.now()
    for entry in entries:
        known = _known(entry)
        published_at = (known and known.published_at) or now - timedelta(days=entry["published_days_ago"])
        _save(entry, published_at=published_at, date_precision=DatePrecision.MINUTE)
    return len(entries)


def _known(entry: Entry) -> Article | None:
    """An external id is one of its organization: the sites of two may count alike."""
    return Article.objects.filter(external_id=entry["external_id"], organization__slug=entry["organization"]).first()


def _save(entry: Entry, *, published_at: datetime, date_precision: str) -> None:
    article = _known(entry) or Article(external_id=entry["external_id"])
    article.title, article.text, article.kind = entry["title"], entry["text"], entry["kind"]
    for name in ("teaser", "public_url", "source_url"):
        setattr(article, name, entry.get(name, ""))
    article.tags = entry.get("tags", [])
    article.organization = Organization.objects.get(slug=entry["organization"])
    article.published_at, article.date_precision = published_at, date_precision
    article.publication = Publication.PUBLISHED
    editing.save(
        article,
        municipalities=Municipality.objects.filter(slug__in=entry["municipalities"]),
        districts=District.objects.filter(slug__in=entry.get("districts", [])),
        topics=Topic.objects.filter(slug__in=entry.get("topics", [])),
        by=SYSTEM,
    )
