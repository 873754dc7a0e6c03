"""All migrations are carried out once for a state of them; each run copies the database that came of it."""

import contextlib
import hashlib
import importlib.util
import re
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "test_partheland_template_"
BUILDING = 0x74656D70  # the advisory lock's number: “temp”
OURS = re.compile(r"^(?:from|import) ((?:core|events|ideas|news)[\w.]*)", re.MULTILINE)


def copy_it():
    """Have the database of this run made from the template, and the template made where there is none of this state."""
    name = PREFIX + state()
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [BUILDING])
        try:
            cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [PREFIX])
            found = {row[0] for row in cursor.fetchall()}
            if name not in found:
                build(name)
                drop(cursor, found)
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [BUILDING])
    connection.settings_dict["TEST"]["TEMPLATE"] = name


def state():
    """A hash of the migrations, of what of ours they import, and of the libraries that bring some."""
    migrations = [
        path for floor in ("core", "events", "ideas", "news") for path in (ROOT / floor).rglob("migrations/*.py")
    ]
    modules = {name for path in migrations for name in OURS.findall(path.read_text(encoding="utf-8"))}
    imported = [Path(importlib.util.find_spec(name).origin) for name in modules]
    digest = hashlib.sha256()
    for path in sorted([*migrations, *imported, ROOT / "requirements.txt"]):
        digest.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:16]


def build(name):
    """Under another name first: a run that is killed meanwhile leaves no half of it."""
    usual, tests = connection.settings_dict["NAME"], connection.settings_dict["TEST"]
    draft, own = f"{name}_draft", tests["NAME"]
    tests["NAME"] = draft
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.close()
    connection.close_pool()
    tests["NAME"], connection.settings_dict["NAME"] = own, usual
    settings.DATABASES[connection.alias]["NAME"] = usual
    with connection._nodb_cursor() as cursor:
        cursor.execute(f"ALTER DATABASE {draft} RENAME TO {name}")


def drop(cursor, names):
    """Those of other states; one that is being copied stays."""
    for name in names:
        with contextlib.suppress(DatabaseError):
            cursor.execute(f"DROP DATABASE {name}")
