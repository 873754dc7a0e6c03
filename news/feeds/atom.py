"""Atom (RFC 4287), with a tombstone for each entry that was withdrawn (RFC 6721)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed, rfc3339_date
from django.utils.xmlutils import SimplerXMLGenerator

from news.feeds.entries import EPOCH, Channel, Entry, Tombstone

MEDIA_TYPE = "application/atom+xml; charset=utf-8"


def write(channel: Channel, entries: Iterable[Entry], tombstones: Iterable[Tombstone]) -> bytes:
    feed = _Atom(
        channel.title,
        channel.home,
        None,
        subtitle=channel.description,
        language=settings.LANGUAGE_CODE,
        feed_url=channel.address,
        feed_guid=channel.address,
        tombstones=list(tombstones),
    )
    for entry in entries:
        feed.add_item(entry.title, entry.address, entry.summary, updateddate=entry.updated_at, entry=entry)
    text: str = feed.writeString("utf-8")
    return text.encode()


class _Atom(Atom1Feed):
    """Django's, with entries of our own: its class knows neither full text nor deleted entries."""

    def root_attributes(self) -> dict[str, str]:
        return {
            **super().root_attributes(),
            "xmlns:at": "http://purl.org/atompub/tombstones/1.0",
            "xmlns:dc": "http://purl.org/dc/elements/1.1/",
        }

    def latest_post_date(self) -> datetime:
        """Of a feed that never held anything the epoch, so that its bytes stay."""
        moments = [item["updateddate"] for item in self.items]
        return max([*moments, *(one.deleted_at for one in self.feed["tombstones"])], default=EPOCH)

    def write_items(self, handler: SimplerXMLGenerator) -> None:
        super().write_items(handler)
        for tombstone in self.feed["tombstones"]:
            about = {"ref": tombstone.id, "when": rfc3339_date(tombstone.deleted_at)}
            handler.addQuickElement("at:deleted-entry", "", about)

    def add_item_elements(self, handler: SimplerXMLGenerator, item: dict[str, Any]) -> None:
        entry: Entry = item["entry"]
        handler.addQuickElement("id", entry.id)
        handler.addQuickElement("title", entry.title)
        handler.addQuickElement("published", rfc3339_date(entry.published_at))
        handler.addQuickElement("updated", rfc3339_date(entry.updated_at))
        if entry.known_date:
            handler.addQuickElement("dc:date", entry.known_date)
        handler.startElement("author", {})  # type: ignore[arg-type]
        handler.addQuickElement("name", entry.author)
        if entry.author_address:
            handler.addQuickElement("uri", entry.author_address)
        handler.endElement("author")
        handler.addQuickElement("link", "", {"rel": "alternate", "href": entry.address})
        for enclosure in entry.enclosures:
            about = {"title": enclosure.title, "length": str(enclosure.size), "type": enclosure.media_type}
            handler.addQuickElement("link", "", {"rel": "enclosure", "href": enclosure.address, **about})
        for category in entry.categories:
            scheme = {"scheme": category.scheme} if category.scheme else {}
            handler.addQuickElement("category", "", {"term": category.term, "label": category.label, **scheme})
        if entry.summary:
            handler.addQuickElement("summary", entry.summary)
        handler.addQuickElement("content", entry.content, {"type": "html"})
