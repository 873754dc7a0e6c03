"""A copy of an issue as a mail, in its reader's language: what is new, what is coming up, and how it is ended."""

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import replace

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.legal.models import LegalKind, page_of
from core.mail import rendering
from core.mail.letters import Block, Heading, Letter, Link
from core.municipalities.models import Municipality
from core.text import sort_key
from news import issue_entries, item_pages, subscription_links
from news.issue_entries import Section
from news.models import Subscription
from news.services import digests
from news.services.digests import Digest
from news.services.issue_contents import Contents


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
            *issue_entries.introductions(digest),
            *_blocks(issue_entries.sections(contents, digest), archive=item_pages.archived(contents.issue, places)),
        ],
        footing=_footing(contents, places),
        has_act=False,
        list_id=f"<newsletter.{settings.PUBLIC_HOST}>",
        sender_name=region.name,
        reply_to=region.email,
    )


def _personal(letter: Letter, subscription: Subscription) -> Letter:
    change = Link(_("Change what I hear of"), subscription_links.preferences_url(subscription))
    end = Link(_("Unsubscribe"), subscription_links.unsubscribe_url(subscription))
    return replace(letter, footing=[letter.footing[0], change, *letter.footing[1:]], unsubscribe=end)


def _subject(contents: Contents, digest: Digest, places: Sequence[Municipality]) -> str:
    """The first piece by its title: what is urgent stands first."""
    first, *rest = (*digest.new, *digest.upcoming)
    others = len(rest) + digest.further_new + digest.further_upcoming
    title = issue_entries.headline(first)
    about = {"place": _place_name(contents, places), "title": title, "count": others}
    if not others:
        return _("%(place)s: %(title)s") % about
    return ngettext("%(place)s: %(title)s, and one more", "%(place)s: %(title)s, and %(count)d more", others) % about


def _place_name(contents: Contents, places: Sequence[Municipality]) -> str:
    return places[0].name if len(places) == 1 else contents.region.name


def _blocks(found: Sequence[Section], *, archive: str) -> Iterator[Block]:
    for section in found:
        yield Heading(section.title)
        yield from section.entries
        if section.further:
            yield _further(section.further, archive)


def _further(count: int, archive: str) -> Link:
    return Link(ngettext("… and one more", "… and %(count)d more", count) % {"count": count}, archive)


def _footing(contents: Contents, places: Sequence[Municipality]) -> list[Block]:
    """Why it comes, where it is read in a browser, and who sends it (§ 5 DDG)."""
    region = contents.region
    names = _listed([one.name for one in places]) if places else region.name
    return [
        _("You get this mail because you have subscribed to the newsletter for: %(places)s.") % {"places": names},
        Link(_("Read this issue in the browser"), item_pages.archived(contents.issue, places)),
        "\n".join(filter(None, [_("Sent by:"), region.postal_address or region.name, region.email])),
        Link(_("Imprint"), page_of(LegalKind.IMPRINT, None)),
        Link(_("Privacy notice"), page_of(LegalKind.PRIVACY, None)),
    ]


def _listed(names: Sequence[str]) -> str:
    return ", ".join(sorted(names, key=sort_key))
