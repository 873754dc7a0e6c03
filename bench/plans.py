"""How many rows of tables and indexes PostgreSQL reads for a query, from EXPLAIN ANALYZE."""

import json
from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import QuerySet


def rows_read(queryset: QuerySet[Any]) -> float:
    """The rows that scans found, those that their filters then removed included."""
    sql, parameters = queryset.query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}", parameters)
        (plan,) = cursor.fetchone()
    plan = json.loads(plan) if isinstance(plan, str) else plan
    return sum(_read(node) for node in _nodes(plan[0]["Plan"]))


def _nodes(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield node
    for child in node.get("Plans", ()):
        yield from _nodes(child)


def _read(node: dict[str, Any]) -> float:
    """Of a scan of a table or an index; those of results of other nodes read nothing."""
    if "Relation Name" not in node and node["Node Type"] != "Bitmap Index Scan":
        return 0
    removed = node.get("Rows Removed by Filter", 0) + node.get("Rows Removed by Index Recheck", 0)
    return float((node["Actual Rows"] + removed) * node["Actual Loops"])
