"""What must be true before the first request: settings that hold, tables, and, in local mode, content to look at."""

import os
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import psycopg
from django.conf import settings
from django.core.checks import CheckMessage, Tags, run_checks
from django.core.management import call_command
from django.db import connection, connections
from django.db.models import Q

from core import region
from core.accounts.models import Person
from core.serving.claims import CannotServe

OLDEST_POSTGRESQL = 15_00_00
ADMINISTRATOR = "admin@localhost"
PREPARING = 0x70617274_68656C61  # the advisory lock's number: “parthela”

Say = Callable[[str], None]


def check_settings() -> None:
    """Run Django's system checks, in production those for a deployment too. Raises CannotServe with what they found."""
    _refuse(run_checks(include_deployment_checks=settings.PRODUCTION))
    _make_media_folder()


def _make_media_folder() -> None:
    # Made here, by the account that serves, so that a wrong path stops the start and not the first picture.
    folder = settings.MEDIA
    try:
        folder.mkdir(mode=0o750, parents=True, exist_ok=True)
        reason = "" if os.access(folder, os.W_OK | os.X_OK) else "may not be written"
    except OSError as fault:
        reason = str(fault.strerror)
    if reason:
        raise CannotServe(f"The folder for uploaded files, {folder}, is not usable ({reason}); see MEDIA.")


def prepare_database(say: Say) -> None:
    """Migrate; in local mode load the region with its samples and make an administrator. Repeatable.

    Production leaves region and administrators to the operator, who may have changed them in the administration.
    Raises CannotServe where the database does not answer, is too old or has other settings than we rely on.
    """
    with _alone():
        call_command("migrate", interactive=False, verbosity=0)
        check_database(say)
        if not settings.PRODUCTION:
            _load_region()
            _make_administrator(say)


def check_database(say: Say) -> None:
    """Run the checks that ask the database; what does not stop the start is said. Raises CannotServe."""
    found = run_checks(tags=[Tags.database], databases=["default"])
    _refuse(found)
    for one in found:
        if not one.is_silenced():
            say(f"Warning: {one.msg} {one.hint or ''}".strip())


@contextmanager
def _alone() -> Iterator[None]:
    """Two services that share a database prepare it one after the other. Leaves no connection open."""
    try:
        # Past the pool, which would try again and again and tell only that time is over.
        psycopg.connect(**{"connect_timeout": 10} | connection.get_connection_params()).close()
    except psycopg.OperationalError as fault:
        reason = str(fault).splitlines()[0]
        raise CannotServe(
            f"The database does not answer ({reason}); look at DATABASE_URL and at the server."
        ) from fault
    try:
        with connection.cursor() as cursor:
            version = connection.pg_version  # type: ignore[attr-defined]
            if version < OLDEST_POSTGRESQL:
                raise CannotServe(f"The database is PostgreSQL {version // 10_000}; Partheland needs 15 or newer.")
            cursor.execute("SELECT pg_advisory_lock(%s)", [PREPARING])
        yield
    finally:
        connections.close_all()
        connection.close_pool()  # type: ignore[attr-defined]


def _load_region() -> None:
    try:
        region.load(settings.REGION_DIR, demo=True)
    except region.RegionFileMissingError as missing:
        raise CannotServe(str(missing)) from missing


def _make_administrator(say: Say) -> None:
    if Person.objects.filter(Q(is_superuser=True) | Q(email=ADMINISTRATOR)).exists():
        return  # also where somebody has made it an ordinary account
    password = secrets.token_urlsafe(12)
    Person.objects.create_superuser(ADMINISTRATOR, password, display_name="Administration")
    say(f"Administrator: {ADMINISTRATOR}, password {password} (shown this once; kept nowhere)")


def _refuse(found: Sequence[CheckMessage]) -> None:
    serious = [one for one in found if one.is_serious() and not one.is_silenced()]
    if serious:
        raise CannotServe(" ".join(f"{one.msg} {one.hint or ''}".strip() for one in serious))
