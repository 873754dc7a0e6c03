"""RSS 2.0 with full text (content:encoded), as the RSS Advisory Board's profile recommends it."""

from collections.abc import Iterable
from datetime import datetime
from html import escape
from typing import Any

from django.conf import settings
from django.utils.feedgenerator import Rss201rev2Feed, rfc2822_date
from django.utils.xmlutils import SimplerXMLGenerator

from news.feeds.entries import EPOCH, Channel, Entry

MEDIA_TYPE = "application/rss+xml; charset=utf-8"
REFRESH_MINUTES = 60


def write(channel: Channel, entries: Iterable[Entry]) -> bytes:
    """What is withdrawn is no longer in it: RSS has no words for it."""
    feed = _Rss(
        channel.title,
        channel.home,
        channel.description,
        language=settings.LANGUAGE_CODE,
        feed_url=channel.address,
        ttl=REFRESH_MINUTES,
    )
    for entry in entries:
        feed.add_item(entry.title, entry.address, entry.summary, pubdate=entry.updated_at, entry=entry)
    text: str = feed.writeString("utf-8")
    return text.encode()


class _Rss(Rss201rev2Feed):
    """Django's, with items of our own: its class knows neither full text nor categories' vocabularies."""

    def rss_attributes(self) -> dict[str, str]:
        return {
            **super().rss_attributes(),
            "xmlns:content": "http://purl.org/rss/1.0/modules/content/",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
        }

    def latest_post_date(self) -> datetime:
        """When the newest of its words were written; of a feed without any the epoch, so that its bytes stay."""
        return super().latest_post_date() if self.items else EPOCH

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        entry: Entry = item["entry"]
        handler.addQuickElement("title", entry.title)
        handler.addQuickElement("link", entry.address)
        if entry.summary:
            handler.addQuickElement("description", escape(entry.summary, quote=False).replace("\n", "<br>"))
        handler.addQuickElement("content:encoded", entry.content)
        handler.addQuickElement("dc:creator", entry.author)
        handler.addQuickElement("guid", entry.id, {"isPermaLink": "false"})
        # pubDate always tells a time of day; where we know none, Dublin Core can say just the day or the month.
        if entry.known_date:
            handler.addQuickElement("dc:date", entry.known_date)
        else:
            handler.addQuickElement("pubDate", rfc2822_date(entry.published_at))
        for category in entry.categories:
            scheme = {"domain": category.scheme} if category.scheme else {}
            handler.addQuickElement("category", category.label, scheme)
        for enclosure in entry.enclosures[:1]:  # the profile: readers take one
            about = {"url": enclosure.address, "length": str(enclosure.size), "type": enclosure.media_type}
            handler.addQuickElement("enclosure", "", about)
