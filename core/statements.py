"""Statements asked again and again: PostgreSQL understands and plans them once per connection, then only runs them."""

from collections.abc import Sequence
from typing import Any

import psycopg
from django.db import connection
from psycopg import sql

Row = tuple[Any, ...]


class _Prepared(psycopg.Cursor[Row]):
    """Django's own cursors write the values into the text: each of theirs is a new statement to PostgreSQL."""

    def execute(self, query: Any, params: Any = None, **_: Any) -> "_Prepared":
        # Only now: otherwise psycopg counts, and so keeps, the text of whatever is asked on this connection.
        self.connection.prepare_threshold = 0
        try:
            return super().execute(query, params, prepare=True)
        finally:
            self.connection.prepare_threshold = None


def fetch(text: str, values: Sequence[Any]) -> list[Row]:
    """The rows of a statement whose text is always the same; `%s` stands for each value."""
    connection.ensure_connection()
    # Django's wrapper counts, logs and translates errors here, too.
    with connection._prepare_cursor(_Prepared(connection.connection)) as cursor:  # type: ignore[attr-defined]  # noqa: SLF001
        cursor.execute(text, values)
        rows: list[Row] = cursor.fetchall()
        return rows


def literal(value: Any) -> str:
    """A constant as it stands in a statement's text, where the planner sees it."""
    connection.ensure_connection()
    return sql.Literal(value).as_string(connection.connection).replace("%", "%%")
