"""What an issue tells, in words and in the active language: the same in mails, in the archive and for clerks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import unescape

from django.utils import formats, timezone, translation
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from core.mail.letters import Entry
from core.text import html_of
from events import wording as event_wording
from events.models import Event, EventStatus
from ideas.models import IdeaCall
from news import item_pages, wording
from news.models import Article, ArticleKind, Introduction, NoveltyType
from news.services.digests import Digest
from news.services.issue_contents import Contents, Item

LONGEST_TEASER = 300


@dataclass(frozen=True)
class Section:
    """A heading with what stands below it; `further` counts what there is beyond it."""

    title: str
    entries: Sequence[Entry]
    further: int = 0


def introductions(digest: Digest) -> list[Entry]:
    """Each under the name of who wrote it, in the active language where there is such a text."""
    return [_introduction(one) for one in digest.introductions]


def _introduction(introduction: Introduction) -> Entry:
    """English only for who reads the mail in English, where there is some."""
    if introduction.text_en and translation.get_language() == "en":
        return Entry(introduction.organization.name, introduction.text_en)
    return Entry(introduction.organization.name, introduction.text, language=_german())


def sections(contents: Contents, digest: Digest) -> list[Section]:
    """What is urgent, new and coming up, in the active language; none of them empty."""
    alerts = [item for item in digest.new if item.reach.is_alert]
    news = [item for item in digest.new if item.reach.type == NoveltyType.NEWS and not item.reach.is_alert]
    calls = [item for item in digest.new if item.reach.type == NoveltyType.IDEA_CALL]
    events = [item for item in digest.new if item.reach.type == NoveltyType.EVENT]
    parts = [
        (_("Urgent"), alerts),
        (pgettext("newsletter", "News"), news),
        (_("Your ideas are wanted"), calls),
        (_("New events"), events),
    ]
    found = [Section(title, [_entry(contents, item) for item in items]) for title, items in parts if items]
    if digest.further_new:
        found[-1] = replace(found[-1], further=digest.further_new)
    if digest.upcoming:
        entries = [_entry(contents, item) for item in digest.upcoming]
        found.append(Section(_("Coming up"), entries, digest.further_upcoming))
    return found


def _entry(contents: Contents, item: Item) -> Entry:
    """Made once for all readers of a language."""
    key = (translation.get_language(), item.of.pk, item.has_more)
    return contents.once(key, lambda: _entry_of(contents, item))


def _entry_of(contents: Contents, item: Item) -> Entry:
    parts, text = WORDS[NoveltyType(item.reach.type)](item)
    places = addressed(contents, item)
    if not any(part.endswith(places) for part in parts):  # the address has named it
        parts.append(places)
    note = " · ".join(filter(None, parts))
    return Entry(item.of.title, _shortened(text), url=item_pages.address(item.of), note=note, language=_german())


def headline(item: Item) -> str:
    """What stands in a subject: its title, and before it that it does not take place."""
    of = item.of
    if isinstance(of, Event) and not of.takes_place:
        is_off = of.status == EventStatus.CANCELLED
        return (_("Cancelled: %(title)s") if is_off else _("Postponed: %(title)s")) % {"title": of.title}
    title: str = of.title
    return title


def addressed(contents: Contents, item: Item) -> str:
    """For whom it is: its places by name, all of them as the region."""
    names = [one.name for one in item.of.municipalities.all()]
    return contents.region.name if len(names) == contents.places else ", ".join(names)


def _event_words(item: Item) -> tuple[list[str], str]:
    """Of one that does not take place, the date that no longer holds, and no place to go to."""
    event: Event = item.of
    status = event.get_status_display() if event.status != EventStatus.SCHEDULED else ""
    moment, text = event_wording.moment(event.starts_at, event), event.summary or _plain(item.of.beginning)
    if not event.takes_place:
        return [status, _("not on %(moment)s") % {"moment": moment}], text
    more = _("and further dates") if item.has_more else ""
    return [status, moment, more, event_wording.place(event)], text


def _article_words(item: Item) -> tuple[list[str], str]:
    article: Article = item.of
    kind = "" if article.kind in {ArticleKind.NEWS, ArticleKind.ALERT} else article.get_kind_display()
    return [kind, wording.published_on(article)], article.teaser or _plain(item.of.beginning)


def _call_words(item: Item) -> tuple[list[str], str]:
    call: IdeaCall = item.of
    ends = _("until %(day)s") % {"day": _day(call.closes_at)} if call.closes_at else ""
    return [ends], call.question


WORDS = {NoveltyType.EVENT: _event_words, NoveltyType.NEWS: _article_words, NoveltyType.IDEA_CALL: _call_words}


def _day(moment: datetime) -> str:
    return formats.date_format(timezone.localtime(moment), "DATE_FORMAT")


def _plain(markdown: str) -> str:
    """Its words only: a mail's list has no room for more."""
    return unescape(strip_tags(html_of(markdown)))


def _shortened(text: str) -> str:
    """At most 300 characters, cut between two words."""
    text = " ".join(text.split())
    if len(text) <= LONGEST_TEASER:
        return text
    return f"{text[:LONGEST_TEASER].rsplit(' ', 1)[0]} …"


def _german() -> str:
    """What organizations write is German; in a German mail that goes without saying."""
    return "" if translation.get_language() == "de" else "de"
