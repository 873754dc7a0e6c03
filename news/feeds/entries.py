"""What all feeds say of an article, and of the feed itself, before a format puts it into its own words."""

import re
import uuid
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape

from django.conf import settings
from django.utils import timezone
from django.utils.encoding import iri_to_uri

from core.text import html_of
from core.uploads.models import Upload
from news import item_pages
from news.models import Article, DatePrecision

# XML 1.0, 2.2: characters that no document may hold, however they are written.
UNSAYABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# W3CDTF: a date with as much of it as is known.
KNOWN_PART = {DatePrecision.DAY: "%Y-%m-%d", DatePrecision.MONTH: "%Y-%m", DatePrecision.YEAR: "%Y"}

# When a feed changed that never held anything.
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Channel:
    """The feed itself. `address` is where it was read, filters included; `home` the region's web site."""

    title: str
    description: str
    home: str
    address: str


@dataclass(frozen=True)
class Category:
    """A word of a vocabulary, which `scheme` names; tags are everybody's, so theirs is None."""

    term: str
    label: str
    scheme: str | None = None


@dataclass(frozen=True)
class Enclosure:
    """A file that belongs to the article; `size` in bytes."""

    address: str
    media_type: str
    size: int
    title: str


@dataclass(frozen=True)
class Tombstone:
    """An entry that was withdrawn; of what it said nothing is left."""

    id: str
    deleted_at: datetime


class Entry:
    """An article for readers elsewhere: every address is absolute, every text can stand in XML.

    It leads to the article's own page, its source, or our page of it.
    """

    def __init__(self, article: Article) -> None:
        self.article = article
        self.id = identifier(article.pk)
        self.title = plain(article.title)
        self.summary = plain(article.teaser)
        self.author = plain(article.organization.name)
        self.author_address = iri_to_uri(article.organization.website) or None
        self.address = iri_to_uri(article.public_url or article.source_url or item_pages.address(article))

    @property
    def published_at(self) -> datetime:
        """In the region's time zone, so that the day is the one meant."""
        return timezone.localtime(self.article.published_at)  # never null: the constraint `published_has_moment`

    @property
    def updated_at(self) -> datetime:
        return max(self.published_at, timezone.localtime(self.article.updated_at))

    @property
    def known_date(self) -> str | None:
        """The date where no minute is known: 2026-11 says that it was in November."""
        known_part = KNOWN_PART.get(DatePrecision(self.article.date_precision))
        return known_part and self.published_at.strftime(known_part)

    @property
    def content(self) -> str:
        """The whole text as HTML in which nothing runs; the only thing loaded is the picture, from our host."""
        base = iri_to_uri(self.article.public_url or self.article.source_url) or f"{settings.PUBLIC_URL}/"
        return plain(_picture(self.article) + html_of(self.article.text, base=base) + _documents(self.article))

    @property
    def categories(self) -> list[Category]:
        article, api = self.article, f"{settings.PUBLIC_URL}/api/v1"
        return [
            Category(article.kind, article.get_kind_display(), f"{api}/config#news_kind"),
            *(Category(one.slug, plain(one.label_de), f"{api}/topics") for one in article.topics.all()),
            *(Category(one.slug, plain(one.name), f"{api}/municipalities") for one in article.municipalities.all()),
            *(Category(word, word) for word in map(plain, article.tags) if word.strip()),
        ]

    @property
    def enclosures(self) -> list[Enclosure]:
        """The picture first: readers that take one file only show it."""
        article = self.article
        picture = [_enclosure(article.image, article.image_alt)] if article.image else []
        return [*picture, *(_enclosure(one.document, one.title) for one in article.attachments.all())]


def identifier(article_id: uuid.UUID) -> str:
    """The same for ever and in every format (RFC 9562 4); readers know an entry again by it."""
    return article_id.urn


def plain(text: str) -> str:
    return UNSAYABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _enclosure(upload: Upload, title: str) -> Enclosure:
    return Enclosure(upload.url, upload.media_type, upload.size, plain(title))


def _documents(article: Article) -> str:
    """A way to each, for readers that do not show enclosures, or only one."""
    links = [
        f'<li><a href="{escape(one.document.url)}">{escape(one.title)}</a> (PDF)</li>'
        for one in article.attachments.all()
    ]
    return f"\n<ul>{''.join(links)}</ul>" if links else ""


def _picture(article: Article) -> str:
    """With what has to stand beside it: its author and licence."""
    if article.image is None:
        return ""
    about = " · ".join(escape(words) for words in (article.image_credit, article.image_licence) if words)
    caption = f"<br><small>{about}</small>" if about else ""
    source, alt = escape(article.image.url), escape(article.image_alt)
    return f'<p><img src="{source}" alt="{alt}">{caption}</p>\n'
