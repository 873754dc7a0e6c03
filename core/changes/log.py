"""Reading the change log: versions for caches, and what changed since a reader last asked."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Generic, Self, TypeVar

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.db.models.functions import Greatest

from core import statements
from core.changes.models import Change, Log, PersonalChange

# How long a copy may sleep before it has to begin again.
REMEMBERED = timedelta(days=90)

VERSION = "SELECT max(position) FROM changes_change WHERE type = %s"


C = TypeVar("C", Change, PersonalChange)


@dataclass(frozen=True)
class State:
    """Which log it is, up to which position its tombstones have been forgotten, and the position of its last change.

    `latest` is the latest position that was ever given out: no reader has seen a later one of this log.
    """

    epoch: uuid.UUID
    forgotten_up_to: int
    end: int
    latest: int


@dataclass(frozen=True)
class Delta(Generic[C]):
    """Changes in commit order, the position a reader has then seen, and whether there are more."""

    changes: list[C]
    position: int
    has_more: bool

    @classmethod
    def of(cls, rows: QuerySet[C], *, position: int, last: int, limit: int) -> Self:
        """The first of the rows behind `position`, where `last` is the end of the log, read before them."""
        found = list(rows[: limit + 1])
        changes, has_more = found[:limit], len(found) > limit
        return cls(changes, changes[-1].position or last if has_more else max(last, position), has_more)


def versions(types: Sequence[str]) -> dict[str, int]:
    """Per type the position of its latest change, 0 where there is none: a step into the index for each."""
    return {type_: statements.fetch(VERSION, [type_])[0][0] or 0 for type_ in types}


def latest(type_: str) -> QuerySet[Change, Any]:
    """The same as a query of one row, to be asked as part of another."""
    placed = Change.objects.filter(type=type_, position__isnull=False)
    return placed.order_by("-position").values("position")[:1]


def state() -> State:
    last, log = end(), Log.objects.get()
    return State(log.epoch, log.forgotten_up_to, end=last, latest=last)


def end() -> int:
    """The position of the last change of all."""
    return Change.objects.aggregate(end=Max("position"))["end"] or 0


def since(position: int, *, types: Sequence[str], limit: int, without_tombstones_up_to: int = 0) -> Delta[Change]:
    """What changed after `position`, at most `limit` objects.

    Up to `without_tombstones_up_to` what is not public now is left out: a copy that is only being filled has nothing to
    delete. The end of the log is read before the changes, so what commits in between is told next time, never skipped.
    """
    last = end()
    rows = Change.objects.of(types).after(position).filter(position__lte=last)
    rows = rows.filter(Q(is_public=True) | Q(position__gt=without_tombstones_up_to))
    return Delta.of(rows, position=position, last=last, limit=limit)


def withdrawn(type_: str, *, limit: int) -> list[Change]:
    """What all could see once and nobody sees now, the latest first: as long as tombstones are REMEMBERED."""
    gone = Change.objects.of([type_]).filter(is_public=False, was_public=True, position__isnull=False)
    return list(gone.order_by("-position")[:limit])


def forget(*, now: datetime) -> int:
    """Remove tombstones older than REMEMBERED; copies that have not asked since then have to begin again.

    The last change of a type stays. Without it the type would have an earlier version again, and a page from then, kept
    in some process all the while, would be taken for true; and where it is the last of all, a copy begun now would be
    behind what was forgotten.
    """
    with transaction.atomic():
        last_of_types = Change.objects.values("type").annotate(last=Max("position")).values("last")
        old = Change.objects.filter(is_public=False, was_public=True, changed_at__lt=now - REMEMBERED)
        old = old.exclude(position__in=last_of_types)
        last = old.aggregate(last=Max("position"))["last"]
        if last is None:
            return 0
        Log.objects.update(forgotten_up_to=Greatest("forgotten_up_to", last))
        count, _ = old.filter(position__lte=last).delete()  # not what another change has made old meanwhile
    return count


def begin_anew() -> None:
    """Refuse all copies made so far: after a backup was restored, positions are given out a second time."""
    Log.objects.update(epoch=uuid.uuid4())
