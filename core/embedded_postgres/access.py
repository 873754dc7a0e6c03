"""SQL as the superuser: does the server answer, and does it have our role and database?

Imported late, by those who use the server: the keeper never connects and stays small without the driver.
"""

import psycopg

from core.embedded_postgres.layout import NAME, PORT, USER, Layout

ADVISORY_LOCK = 7_032_018  # only ours: who makes role and database


def answers(layout: Layout) -> bool:
    """Whether the server takes connections."""
    connection = _connect(layout)
    if connection is not None:
        connection.close()
    return connection is not None


def has_our_database(layout: Layout) -> bool:
    """Whether the server takes connections; where it does, our role and our database are made if missing.

    The role may make databases (the tests') but is no superuser.
    """
    connection = _connect(layout)
    if connection is None:
        return False
    with connection:
        connection.execute("SELECT pg_advisory_lock(%s)", [ADVISORY_LOCK])
        if not connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [USER]).fetchone():
            connection.execute(f"CREATE ROLE {USER} LOGIN CREATEDB")
        if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [NAME]).fetchone():
            connection.execute(f"CREATE DATABASE {NAME} OWNER {USER}")
    return True


def _connect(layout: Layout) -> psycopg.Connection[tuple[object, ...]] | None:
    """Three connections are always reserved for the superuser."""
    try:
        return psycopg.connect(
            host=str(layout.socket), port=PORT, dbname="postgres", user="postgres", connect_timeout=5, autocommit=True
        )
    except psycopg.OperationalError:
        return None
