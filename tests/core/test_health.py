"""What monitors ask: whether the process lives, and whether the service can do its work."""

import pytest
from django.db import OperationalError, connection
from django.db.migrations.loader import MigrationLoader
from django.test import Client

from core import health, jobs

pytestmark = pytest.mark.django_db


@pytest.fixture
def worker(monkeypatch):
    monkeypatch.setattr(jobs, "worker_is_alive", lambda: True)


def asked(path):
    answer = Client().get(path)
    return answer.status_code, answer.json()


@pytest.mark.usefixtures("worker")
def test_a_migrated_service_with_a_worker_is_ready(django_assert_num_queries):
    with django_assert_num_queries(3):
        told = asked("/readyz")
    assert told == (200, {"status": "ok", "checks": {"database": True, "migrations": True, "worker": True}})


def test_without_a_worker_it_is_not():
    checks = {"database": True, "migrations": True, "worker": False}
    assert asked("/readyz") == (503, {"status": "unavailable", "checks": checks})


@pytest.mark.usefixtures("worker")
def test_nor_where_a_migration_of_this_code_is_missing(monkeypatch):
    monkeypatch.setattr(health, "MIGRATIONS", health.MIGRATIONS | {("events", "9999_next")})
    checks = {"database": True, "migrations": False, "worker": True}
    assert asked("/readyz") == (503, {"status": "unavailable", "checks": checks})


def test_nor_without_a_database_but_it_lives(monkeypatch):
    def gone():
        raise OperationalError

    monkeypatch.setattr(health, "_database_answers", gone)
    checks = {"database": False, "migrations": False, "worker": False}
    assert asked("/readyz") == (503, {"status": "unavailable", "checks": checks})
    assert asked("/healthz") == (200, {"status": "ok", "checks": {"process": True}})


def test_the_migrations_of_this_code_are_those_that_are_carried_out():
    assert set(MigrationLoader(connection).disk_migrations) == health.MIGRATIONS
