"""Connections: one that the server has closed is noticed before it is used."""

import psycopg
import pytest
from django.db import connection

from core import statements

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_connection_that_the_server_closed_is_replaced():
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        (mine,) = cursor.fetchone()
        parameters = connection.connection.info.get_parameters()
    connection.close()  # back into the pool
    with psycopg.connect(**parameters) as other:
        assert other.execute("SELECT pg_terminate_backend(%s, 5000)", [mine]).fetchone() == (True,)
    assert statements.fetch("SELECT 1", []) == [(1,)]


def test_statements_take_values_of_all_kinds():
    text = "SELECT %s::text, %s::int, '100%%', %s::varchar[]"
    for values in (["a", 1, ["b"]], ["%s", 2, []]):
        assert statements.fetch(text, values) == [(values[0], values[1], "100%", values[2])]
    assert statements.fetch(f"SELECT {statements.literal('50%')}, %s::int", [3]) == [("50%", 3)]
