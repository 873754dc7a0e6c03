"""Lists as SQL that is built once per shape of a request: building it took most of the time of a first answer.

Two requests have the same shape where their SQL differs only in values. A queryset of that shape is built with slots in
place of the values; its SQL is kept, and later requests put theirs in. Why: docs/adr/0011-the-read-path.md.
"""

import re
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Expression, QuerySet

from core import statements
from core.statements import Row

MOST_KEPT = 500
S = TypeVar("S", bound="Slot")


class Slot(Expression):
    """The place of a value in a queryset. It stands among the parameters of the SQL until the value is known."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, *_: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        return "%s", [self]

    def __repr__(self) -> str:
        return f"<{self.name}>"


NOW = Slot("now")


@dataclass
class Shape:
    """The names of what stands in a request, and the values that belong in the slots."""

    names: list[Hashable] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)

    def name(self, *names: Hashable) -> None:
        """Something that the SQL depends on beyond its slots."""
        self.names += names

    def fill(self, slot: S, value: Any) -> S:
        self.names.append(slot.name)
        self.values[slot.name] = value
        return slot


@dataclass(frozen=True)
class Statement:
    """SQL with the slots of its parameters in their order. Constants stand in it, so that partial indexes serve."""

    sql: str
    slots: tuple[str, ...]
    holds_a_moment: bool = False  # a day or a moment that is in no slot, and would stand still there

    def rows(self, values: Mapping[str, Any]) -> list[Row]:
        return statements.fetch(self.sql, [values[name] for name in self.slots]) if self.sql else []

    def rows_once(self, values: Mapping[str, Any]) -> list[Row]:
        """The same without preparing what nobody will ask again."""
        if not self.sql:
            return []
        with connection.cursor() as cursor:
            cursor.execute(self.sql, [values[name] for name in self.slots])
            rows: list[Row] = cursor.fetchall()
            return rows


def statement(queryset: QuerySet[Any]) -> Statement:
    """The SQL of a queryset of `values_list`."""
    try:
        sql, parameters = queryset.query.get_compiler(connection=connection).as_sql()
    except EmptyResultSet:
        return Statement("", ())
    texts = iter("%s" if isinstance(one, Slot) else statements.literal(one) for one in parameters)
    sql = re.sub("%[s%]", lambda sign: next(texts) if sign[0] == "%s" else sign[0], sql)
    slots = tuple(one.name for one in parameters if isinstance(one, Slot))
    return Statement(sql, slots, any(isinstance(one, date) for one in parameters))


class Statements:
    """The statements used last, by their shape."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Statement] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, shape: Hashable, build: Callable[[], QuerySet[Any]]) -> Statement:
        """The statement of this shape, built where nobody has asked for one lately."""
        with self._lock:
            if shape in self._kept:
                self._kept.move_to_end(shape)
                return self._kept[shape]
        built = statement(build())
        if not built.holds_a_moment:
            with self._lock:
                self._kept[shape] = built
                while len(self._kept) > MOST_KEPT:
                    self._kept.popitem(last=False)
        return built

    def clear(self) -> None:
        with self._lock:
            self._kept.clear()

    def __len__(self) -> int:
        return len(self._kept)


STATEMENTS = Statements()
