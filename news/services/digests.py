"""What of an issue one reader is told: chosen in memory, without asking the database."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from news import audience
from news.audience import Wanted
from news.models import Introduction, Subscription
from news.services.issue_contents import Contents, Item

# More than this nobody reads; the rest is counted, and the archive has it.
MOST_NEW, MOST_UPCOMING = 30, 20


@dataclass(frozen=True)
class Digest:
    """What one reader is told. `further_…` count what there is beyond it."""

    new: Sequence[Item]
    upcoming: Sequence[Item]
    introductions: Sequence[Introduction]
    further_new: int = 0
    further_upcoming: int = 0


def for_reader(contents: Contents, subscription: Subscription) -> Digest | None:
    """What of it this subscription is told, or None where there is nothing new and nothing comes up.

    It asks the database nothing where the subscription was read together with its municipalities and topics.
    """
    told, known = subscription.told_up_to, subscription.upcoming_until
    return shortened(whole(contents, audience.wanted_by(subscription), told=told, known=known))


def whole(contents: Contents, wanted: Wanted, *, told: int = 0, known: datetime | None = None) -> Digest | None:
    """All that somebody with these wishes may be told, each thing and each series once.

    `told` is the id of the last novelty they know, `known` the moment up to which they know what is coming up.
    """
    new = (item for item in contents.new if item.novelty > told)
    first = _each_once(item for item in new if audience.concerns(item.reach, wanted))
    later = (item for item in contents.upcoming if item.starts_at > (known or contents.now) and item.key not in first)
    then = _each_once(item for item in later if audience.concerns(item.reach, wanted))
    if not first and not then:
        return None
    introductions = [one for places, one in contents.introductions if audience.reaches(places, wanted)]
    return Digest(list(first.values()), list(then.values()), introductions)


def shortened(digest: Digest | None) -> Digest | None:
    """As much of it as a mail may hold."""
    if digest is None or (len(digest.new) <= MOST_NEW and len(digest.upcoming) <= MOST_UPCOMING):
        return digest
    return replace(
        digest,
        new=digest.new[:MOST_NEW],
        upcoming=digest.upcoming[:MOST_UPCOMING],
        further_new=max(0, len(digest.new) - MOST_NEW),
        further_upcoming=max(0, len(digest.upcoming) - MOST_UPCOMING),
    )


def _each_once(items: Iterable[Item]) -> dict[object, Item]:
    """The first of each; that there are others is told with it."""
    found: dict[object, Item] = {}
    for item in items:
        known = found.get(item.key)
        found[item.key] = item if known is None else replace(known, has_more=True)
    return found
