"""Whether the process lives, and whether the service can do its work."""

import pkgutil
from importlib import import_module

from django.apps import apps
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from core import jobs


@require_safe
def healthz(_request: HttpRequest) -> JsonResponse:
    """200 as long as this process answers."""
    return _answer({"process": True})


@require_safe
def readyz(_request: HttpRequest) -> JsonResponse:
    """200 where the database answers, is migrated, and a worker gave a sign of life within half a minute; else 503."""
    try:
        checks = {"database": _database_answers(), "migrations": _is_migrated(), "worker": jobs.worker_is_alive()}
    except DatabaseError:
        checks = {"database": False, "migrations": False, "worker": False}
    return _answer(checks)


def _answer(checks: dict[str, bool]) -> JsonResponse:
    response = JsonResponse({"status": "ok" if all(checks.values()) else "unavailable", "checks": checks})
    response.status_code = 200 if all(checks.values()) else 503
    response.headers["Cache-Control"] = "no-store"
    return response


def _database_answers() -> bool:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        row: tuple[int] | None = cursor.fetchone()
        return row == (1,)


def _is_migrated() -> bool:
    applied = MigrationRecorder(connection).applied_migrations()
    return MIGRATIONS.issubset(applied)


def _migrations() -> frozenset[tuple[str, str]]:
    """Those this code came with, by the names of their files: nothing of them is loaded."""
    found = set()
    for app in apps.get_app_configs():
        try:
            folder = import_module(str(MigrationLoader.migrations_module(app.label)[0])).__path__
        except ModuleNotFoundError:
            continue
        found |= {(app.label, one.name) for one in pkgutil.iter_modules(folder) if not one.ispkg}
    return frozenset(found)


# Looked up once, when the process starts: an update replaces the files below it before it is started again.
MIGRATIONS = _migrations()
