"""JSON Feed 1.1 (https://www.jsonfeed.org/version/1.1/)."""

import json
from collections.abc import Iterable
from typing import Any

from django.conf import settings

from news.feeds.entries import Channel, Enclosure, Entry

MEDIA_TYPE = "application/feed+json"


def write(channel: Channel, entries: Iterable[Entry]) -> bytes:
    """What is withdrawn is no longer in it: the format has no words for it."""
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": channel.title,
        "home_page_url": channel.home,
        "feed_url": channel.address,
        "description": channel.description,
        "language": settings.LANGUAGE_CODE,
        "items": [_item(entry) for entry in entries],
    }
    return json.dumps(feed, ensure_ascii=False).encode()


def _item(entry: Entry) -> dict[str, Any]:
    article = entry.article
    item = {
        "id": entry.id,
        "url": entry.address,
        "title": entry.title,
        "summary": entry.summary,
        "image": article.image.url if article.image else None,
        "date_published": entry.published_at.isoformat(),
        "date_modified": entry.updated_at.isoformat(),
        "authors": [_known({"name": entry.author, "url": entry.author_address})],
        "tags": [category.label for category in entry.categories],
        "attachments": [_attachment(one) for one in entry.enclosures],
        "_news": _known(
            {
                "id": str(article.pk),
                "kind": article.kind,
                "municipalities": [one.slug for one in article.municipalities.all()],
                "date": entry.known_date,
                "notice_from": article.notice_from and article.notice_from.isoformat(),
                "notice_until": article.notice_until and article.notice_until.isoformat(),
            }
        ),
    }
    return {**_known(item), "content_html": entry.content}  # which has to be there, even if empty


def _attachment(one: Enclosure) -> dict[str, Any]:
    about = {"url": one.address, "mime_type": one.media_type, "title": one.title, "size_in_bytes": one.size}
    return _known(about)


def _known(item: dict[str, Any]) -> dict[str, Any]:
    """Without what is empty: the format has no null."""
    return {name: value for name, value in item.items() if value}
