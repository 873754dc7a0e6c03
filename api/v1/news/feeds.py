"""News as feeds to subscribe to: RSS, Atom and JSON Feed, with the filters of the list."""

import zlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import HttpResponse
from django.utils import translation
from django.utils.functional import cached_property
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request

from api.caching import Versions
from api.filters import StrictFilterBackend
from api.sources import source_of
from api.v1.news.filters import ArticleFilters
from api.views import Kept
from core.changes import log
from core.municipalities.models import Municipality, Region
from news.feeds import atom, json_feed, rss
from news.feeds.entries import Channel, Entry, Tombstone, identifier
from news.models import Article

# Readers ask every hour and keep what they have seen; so many articles do not come in a week.
FEED_SIZE = 50
MOST_TOMBSTONES = 100


class ArticleFeed(Kept):
    """The newest articles, as they stand in no list after they have expired."""

    document_type = "news"
    filterset_class = ArticleFilters

    def known_parameters(self) -> Sequence[str]:
        return list(ArticleFilters.base_filters)

    def valid_until(self, now: datetime) -> datetime | None:
        return Article.objects.published().next_turn(now)

    @cached_property
    def versions(self) -> Versions:
        """Also of what a feed names in words where documents have slugs; the region is in no change log."""
        said = f"{self.region.name}\n{self.region.description}\n{self.region.website}"
        return {**log.versions(["news", "municipality", "topic"]), "region": zlib.crc32(said.encode())}

    @cached_property
    def region(self) -> Region:
        return Region.objects.first() or Region(name=settings.PUBLIC_HOST, website=settings.PUBLIC_URL)

    def feed(self, request: Request) -> HttpResponse:
        return self.kept(request, lambda: self._body(request))

    def _body(self, request: Request) -> bytes:
        public: Any = Article.objects.published().with_files()
        newest = StrictFilterBackend().filter_queryset(request, public, self).order_by("-published_at", "-id")
        with translation.override(settings.LANGUAGE_CODE):  # the same bytes whatever the reader's language
            return self.write(self._channel(request), [Entry(article) for article in newest[:FEED_SIZE]])

    def write(self, channel: Channel, entries: Sequence[Entry]) -> bytes:
        raise NotImplementedError

    def _channel(self, request: Request) -> Channel:
        """Named after the municipalities it is for: who subscribes to several has to tell them apart."""
        slugs = StrictFilterBackend().checked(request, self).values.get("municipality", [])  # type: ignore[union-attr]
        names = ", ".join(Municipality.objects.filter(slug__in=slugs).by_name().values_list("name", flat=True))
        title = f"{self.region.name}: {names}" if names else self.region.name
        description = self.region.description or self.region.name
        return Channel(title, description, home=self.region.website, address=source_of(request))


class ArticleRss(ArticleFeed):
    media_type = rss.MEDIA_TYPE

    @extend_schema(
        operation_id="newsAsRss",
        tags=["news"],
        filters=True,
        responses={(200, "application/rss+xml"): OpenApiTypes.STR},
    )
    def get(self, request: Request) -> HttpResponse:
        """RSS 2.0 with full text, for feed readers and other sites: the newest 50, with the filters of the list."""
        return self.feed(request)

    def write(self, channel: Channel, entries: Sequence[Entry]) -> bytes:
        return rss.write(channel, entries)


class ArticleAtom(ArticleFeed):
    media_type = atom.MEDIA_TYPE

    @extend_schema(
        operation_id="newsAsAtom",
        tags=["news"],
        filters=True,
        responses={(200, "application/atom+xml"): OpenApiTypes.STR},
    )
    def get(self, request: Request) -> HttpResponse:
        """Atom with full text, for feed readers and other sites: the newest 50, with the filters of the list.

        What was withdrawn in the last 90 days is named by its id as deleted (RFC 6721), whatever the filters: what it
        was about is no longer told. Readers pass over ids they do not know.
        """
        return self.feed(request)

    def write(self, channel: Channel, entries: Sequence[Entry]) -> bytes:
        return atom.write(channel, entries, list(self._tombstones()))

    def _tombstones(self) -> Sequence[Tombstone]:
        gone = log.withdrawn("news", limit=MOST_TOMBSTONES)
        return [Tombstone(identifier(one.object_id), one.changed_at) for one in gone if one.changed_at]


class ArticleJsonFeed(ArticleFeed):
    media_type = json_feed.MEDIA_TYPE

    @extend_schema(
        operation_id="newsAsJsonFeed",
        tags=["news"],
        filters=True,
        responses={(200, "application/feed+json"): OpenApiTypes.OBJECT},
    )
    def get(self, request: Request) -> HttpResponse:
        """JSON Feed 1.1 with full text: the newest 50, with the filters of the list.

        `_news` holds what the format has no word for: `id`, `kind`, the slugs of the `municipalities`, `date` where
        only a day, a month or a year is known, and the period of a public notice, `notice_from` and `notice_until`.
        """
        return self.feed(request)

    def write(self, channel: Channel, entries: Sequence[Entry]) -> bytes:
        return json_feed.write(channel, entries)
