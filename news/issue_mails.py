"""A copy of an issue as a mail, in its reader's language: what is new, what is coming up, and how it is ended."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from html import unescape
from urllib.parse import urlencode

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import formats, timezone, translation
from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from core.legal.models import LegalKind, page_of
from core.mail import rendering
from core.mail.letters import Block, Entry, Heading, Letter, Link
from core.municipalities.models import Municipality
from core.text import html_of, sort_key
from events import wording as event_wording
from events.models import Event, EventStatus
from ideas.models import IdeaCall
from news import item_pages, subscription_links, wording
from news.models import Article, ArticleKind, Introduction, Issue, NoveltyType, Subscription
from news.services import digests
from news.services.digests import Contents, Digest, Item

LONGEST_TEASER = 300


@dataclass(frozen=True)
class Section:
    """A heading with what stands below it; `further` counts what there is beyond it."""

    title: str
    entries: Sequence[Entry]
    further: int = 0


def message(contents: Contents, subscription: Subscription, *, copy_id: uuid.UUID) -> EmailMultiAlternatives | None:
    """The copy for this subscription, or None where there is nothing to tell; its Message-ID follows from `copy_id`.

    It asks the database nothing where the subscription was read together with its municipalities and topics.
    """
    digest = digests.for_reader(contents, subscription)
    if digest is None:
        return None
    with translation.override(subscription.language):
        places = list(subscription.municipalities.all())
        letter = written(contents, digest, to=subscription.email, places=places)
        return rendering.message(
            _personal(letter, subscription), mail_id=copy_id, fragments=contents.once("fragments", dict)
        )


def written(contents: Contents, digest: Digest, *, to: str, places: Sequence[Municipality]) -> Letter:
    """The copy in the active language for who has chosen these places, without the links that are one reader's own."""
    region = contents.region
    return Letter(
        to=to,
        subject=_subject(contents, digest, places),
        greeting=_("Hello,"),
        blocks=[
            *introductions(digest),
            *_blocks(sections(contents, digest), archive=archive_page(contents.issue, places)),
        ],
        footing=_footing(contents, places),
        has_act=False,
        list_id=f"<newsletter.{settings.PUBLIC_HOST}>",
        sender_name=region.name,
        reply_to=region.email,
    )


def archive_page(issue: Issue, places: Sequence[Municipality]) -> str:
    """Where everyone reads the issue in a browser; it says nothing of who came there."""
    chosen = f"?{urlencode({'municipality': places[0].slug})}" if len(places) == 1 else ""
    return f"{settings.PUBLIC_URL}/newsletter/archive/{issue.pk}{chosen}"


def _personal(letter: Letter, subscription: Subscription) -> Letter:
    change = Link(_("Change what I hear of"), subscription_links.preferences_url(subscription))
    end = Link(_("Unsubscribe"), subscription_links.unsubscribe_url(subscription))
    return replace(letter, footing=[letter.footing[0], change, *letter.footing[1:]], unsubscribe=end)


def _subject(contents: Contents, digest: Digest, places: Sequence[Municipality]) -> str:
    """The first piece by its title: what is urgent stands first."""
    titles = [item.of.title for item in (*digest.new, *digest.upcoming)]
    others = len(titles) - 1 + digest.further_new + digest.further_upcoming
    about = {"place": _place_name(contents, places), "title": titles[0], "count": others}
    if not others:
        return _("%(place)s: %(title)s") % about
    return ngettext("%(place)s: %(title)s, and one more", "%(place)s: %(title)s, and %(count)d more", others) % about


def _place_name(contents: Contents, places: Sequence[Municipality]) -> str:
    return places[0].name if len(places) == 1 else contents.region.name


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


def _blocks(found: Sequence[Section], *, archive: str) -> Iterator[Block]:
    for section in found:
        yield Heading(section.title)
        yield from section.entries
        if section.further:
            yield _further(section.further, archive)


def _further(count: int, archive: str) -> Link:
    return Link(ngettext("… and one more", "… and %(count)d more", count) % {"count": count}, archive)


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


def addressed(contents: Contents, item: Item) -> str:
    """For whom it is: its places by name, all of them as the region."""
    names = [one.name for one in item.of.municipalities.all()]
    return contents.region.name if len(names) == contents.places else ", ".join(names)


def _event_words(item: Item) -> tuple[list[str], str]:
    event: Event = item.of
    status = event.get_status_display() if event.status != EventStatus.SCHEDULED else ""
    more = _("and further dates") if item.has_more else ""
    return [
        status,
        event_wording.moment(event.starts_at, event),
        more,
        event_wording.place(event),
    ], event.summary or _plain(item.of.beginning)


def _article_words(item: Item) -> tuple[list[str], str]:
    article: Article = item.of
    kind = "" if article.kind in {ArticleKind.NEWS, ArticleKind.ALERT} else article.get_kind_display()
    return [kind, wording.published_on(article)], article.teaser or _plain(item.of.beginning)


def _call_words(item: Item) -> tuple[list[str], str]:
    call: IdeaCall = item.of
    ends = _("until %(day)s") % {"day": _day(call.closes_at)} if call.closes_at else ""
    return [ends], call.question


WORDS = {NoveltyType.EVENT: _event_words, NoveltyType.NEWS: _article_words, NoveltyType.IDEA_CALL: _call_words}


def _footing(contents: Contents, places: Sequence[Municipality]) -> list[Block]:
    """Why it comes, where it is read in a browser, and who sends it (§ 5 DDG)."""
    region = contents.region
    names = _listed([one.name for one in places]) if places else region.name
    return [
        _("You get this mail because you have subscribed to the newsletter for: %(places)s.") % {"places": names},
        Link(_("Read this issue in the browser"), archive_page(contents.issue, places)),
        "\n".join(filter(None, [_("Sent by:"), region.postal_address or region.name, region.email])),
        Link(_("Imprint"), page_of(LegalKind.IMPRINT, None)),
        Link(_("Privacy notice"), page_of(LegalKind.PRIVACY, None)),
    ]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(sorted(names, key=sort_key))


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
