"""Where the database is: DATABASE_URL, or the embedded PostgreSQL in the data folder."""

import select
from pathlib import Path
from typing import Any

import psycopg
from django.core.exceptions import ImproperlyConfigured

from core import embedded_postgres
from core.env import environment


def databases(data: Path) -> dict[str, dict[str, Any]]:
    """Django's DATABASES. One psycopg pool per process: a connection per request reached a tenth of its rate."""
    if is_embedded():
        connection: dict[str, Any] = {
            "NAME": embedded_postgres.NAME,
            "USER": embedded_postgres.USER,
            "HOST": str(embedded_postgres.socket_directory(data)),
            "PORT": embedded_postgres.PORT,
        }
    else:
        connection = _server()
    options = connection.setdefault("OPTIONS", {})
    # Rules are decided under row locks taken after the statement's snapshot; another isolation level would break them.
    options["isolation_level"] = READ_COMMITTED
    options["pool"] = {
        "min_size": 1,
        "max_size": environment.number("DATABASE_POOL_SIZE", default=4),
        "timeout": 10,
        "num_workers": 1,  # threads that open further connections
        "connection_class": Connection,
    }
    connection |= {"ENGINE": "django.db.backends.postgresql", "CONN_HEALTH_CHECKS": True}
    return {"default": connection}


def _server() -> dict[str, Any]:
    # The scheme first: of one that the library does not know it would print the whole address, password and all.
    is_known = environment.str("DATABASE_URL").startswith(("postgres://", "postgresql://"))
    try:
        connection: dict[str, Any] = environment.db_url("DATABASE_URL") if is_known else {}
    except ValueError:  # the port is no number
        connection = {}
    if not connection.get("NAME"):
        raise ImproperlyConfigured(
            "DATABASE_URL must name a PostgreSQL server: postgres://user:password@host:5432/name; special characters "
            "in user and password are written as %xx."
        )
    return connection


READ_COMMITTED = 2  # psycopg.IsolationLevel.READ_COMMITTED


class Connection(psycopg.Connection[Any]):
    """A connection that the pool may ask cheaply whether it still stands."""

    def execute(self, query: Any, *args: Any, **kwargs: Any) -> Any:
        """The pool asks by an empty query before each use. A server that ended has closed the socket or said why.

        So where nothing has come in, there is no need to send something and wait: that cost a tenth of a list.
        """
        if query == "" and not args and not _has_heard(self.fileno()):
            return self.cursor()
        return super().execute(query, *args, **kwargs)


def _has_heard(socket: int) -> bool:
    poll = select.poll()
    poll.register(socket, select.POLLIN)
    return bool(poll.poll(0))


def is_embedded() -> bool:
    """True where no DATABASE_URL names a server."""
    return not environment.str("DATABASE_URL", default="")
