"""Whom an item concerns: the rule that newsletter and previews share. Pure: it asks nothing of the database."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from news.models import NoveltyType, Subscription, SubscriptionKind

KIND_OF: Mapping[str, str] = {
    NoveltyType.EVENT: SubscriptionKind.EVENTS,
    NoveltyType.NEWS: SubscriptionKind.NEWS,
    NoveltyType.IDEA_CALL: SubscriptionKind.CALLS,
}


@dataclass(frozen=True)
class Reach:
    """Of an item what decides whom it concerns."""

    type: str
    municipalities: frozenset[uuid.UUID]
    topics: frozenset[uuid.UUID] = frozenset()
    is_alert: bool = False


@dataclass(frozen=True)
class Wanted:
    """What somebody wants to hear of; where they name nothing, all of it."""

    municipalities: frozenset[uuid.UUID] = frozenset()
    topics: frozenset[uuid.UUID] = frozenset()
    kinds: frozenset[str] = frozenset()


def concerns(reach: Reach, wanted: Wanted) -> bool:
    """Whether the item is for who has these wishes.

    Topics are chosen to hear less, so an item without a topic is not for who chose some. Alerts are for everyone of
    the place who wants news, whatever the topics.
    """
    if wanted.kinds and KIND_OF[reach.type] not in wanted.kinds:
        return False
    if not reaches(reach.municipalities, wanted):
        return False
    return reach.is_alert or not wanted.topics or bool(reach.topics & wanted.topics)


def reaches(municipalities: frozenset[uuid.UUID], wanted: Wanted) -> bool:
    """Whether one of these places is one of theirs."""
    return not wanted.municipalities or bool(municipalities & wanted.municipalities)


def wanted_by(subscription: Subscription) -> Wanted:
    """Asks nothing where the subscription was read together with its municipalities and topics."""
    return Wanted(
        frozenset(one.pk for one in subscription.municipalities.all()),
        frozenset(one.pk for one in subscription.topics.all()),
        frozenset(subscription.kinds),
    )
