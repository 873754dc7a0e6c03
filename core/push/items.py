"""What devices can be told of: core can't call upwards, so each domain registers its items and who sees them."""

import uuid
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from core.actors import Act
from core.push.models import PushKind


@dataclass(frozen=True)
class Seen:
    """Where people read an item, and whom it addresses at this moment."""

    page: str
    municipalities: frozenset[uuid.UUID]


@dataclass(frozen=True)
class Items:
    """Things with municipalities and topics, of one type of the change log.

    `current` tells which of them one may be told of at a moment: public, and not over. `kind` tells of which kind one
    is, `page` where people read it, empty where they can't; `act` is what who publishes it is entrusted with.
    """

    type: str
    current: Callable[[datetime], QuerySet[Any]]
    kind: Callable[[Any], PushKind]
    page: Callable[[Any], str]
    act: Act

    def seen(self, ids: Collection[uuid.UUID], *, now: datetime) -> dict[uuid.UUID, Seen]:
        """Of these items those one may be told of now."""
        found = self.current(now).filter(pk__in=ids).prefetch_related("municipalities")
        return {
            item.pk: Seen(self.page(item), frozenset(one.pk for one in item.municipalities.all())) for item in found
        }


_items: dict[str, Items] = {}


def register(items: Items) -> None:
    """Take part; called in the application's `ready`."""
    _items[items.type] = items


def of(type_: str) -> Items:
    return _items[type_]
