"""Each run of the tests has a database of its own, so that several can run at the same time."""

import contextlib
import os

from django.db import DatabaseError, connection

PREFIX = "test_partheland_"


def name_it():
    """After this process, before the database is made."""
    connection.settings_dict["TEST"]["NAME"] = f"{PREFIX}{os.getpid()}"


def drop_those_left_behind():
    """Of runs that were killed; where a process of that number lives, or somebody is connected, it stays."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT datname FROM pg_database WHERE datname ~ %s", [f"^{PREFIX}[0-9]+$"])
        for (name,) in cursor.fetchall():
            if not is_alive(int(name.removeprefix(PREFIX))):
                with contextlib.suppress(DatabaseError):
                    cursor.execute(f"DROP DATABASE {name}")


def let_it_be_emptied():
    """After tests that commit, of the audit too, which refuses it everywhere else."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE audit_auditentry DISABLE TRIGGER audit_auditentry_not_emptied")


def is_alive(process):
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:  # somebody else's
        return True
    return True
