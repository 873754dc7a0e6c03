"""Pages around a circle: random numbers in their order, begun each day at another place, so that each comes first once.

The numbers are the rows' own random ids (UUID version 4): nothing is stored, and the index of the key serves. A cursor
holds the day it began with, so who reads past midnight reads the same circle to its end.
"""

import hashlib
import hmac
import uuid
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from django.conf import settings
from django.db.models import Case, Q, QuerySet, TextField, Value, When
from django.utils import timezone

from api.pagination import KeysetPagination
from api.shapes import Shape

# The day of the circle, whether the row stands behind the day's beginning or before it, and its number.
KEYSET = ("day", "turn", "id")
FIRST, SECOND = "0", "1"


def beginning_of(day: date) -> uuid.UUID:
    """Where the circle begins on this day; keyed, so that nobody can tell today what comes first tomorrow."""
    digest = hmac.digest(settings.SECRET_KEY.encode(), f"api.rotation {day.isoformat()}".encode(), hashlib.sha256)
    return uuid.UUID(bytes=digest[:16])


def turns_at(now: datetime) -> datetime:
    """The next midnight, when the circle begins elsewhere."""
    tomorrow = timezone.localdate(now) + timedelta(days=1)
    return datetime.combine(tomorrow, time.min, tzinfo=timezone.get_current_timezone())


class RotatingPagination(KeysetPagination):
    """Pages of a list whose `keyset()` is KEYSET; its rows have an `id` of version 4."""

    has_shape = False  # which part of the circle is asked depends on the cursor

    @property
    def day(self) -> date:
        return date.fromisoformat(self.cursor.values[0]) if self.cursor.values else timezone.localdate()

    def by_shape(self, shape: Shape) -> Sequence[Any]:  # noqa: ARG002 - there is none
        return self.cursor.values

    def with_keyset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        first = When(id__gte=beginning_of(self.day), then=Value(FIRST))
        turn = Case(first, default=Value(SECOND), output_field=TextField())
        rows: QuerySet[Any] = queryset.annotate(day=Value(self.day.isoformat(), output_field=TextField()), turn=turn)
        return rows

    def rows_from(self, queryset: QuerySet[Any], values: Sequence[Any]) -> QuerySet[Any]:
        """Of both parts of the circle, each a range of the index, as many rows as a page has and one more."""
        first, backwards = beginning_of(self.day), self.cursor.backwards
        parts = {FIRST: Q(id__gte=first), SECOND: Q(id__lt=first)}
        if values:
            _day, turn, number = values
            parts[turn] &= Q(id__lt=number) if backwards else Q(id__gt=number)
            if turn == (FIRST if backwards else SECOND):  # the other part is behind us
                del parts[SECOND if backwards else FIRST]
        order = "-id" if backwards else "id"
        asked = [queryset.filter(part).order_by(order)[: self.size + 1] for part in parts.values()]
        return asked[0].union(*asked[1:], all=True) if len(asked) > 1 else asked[0]

    def arrange(self, rows: list[Any]) -> list[Any]:
        in_order = sorted(rows, key=lambda row: (row["turn"], row["id"]), reverse=self.cursor.backwards)
        return super().arrange(in_order[: self.size + 1])
