"""Fixtures for all tests: the database, the region, a client that checks every answer."""

import json
from pathlib import Path

import pytest
from django.conf import settings
from django.test import override_settings
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis

from core import database, embedded_postgres
from core.changes.models import Log
from core.municipalities import loading
from core.municipalities.models import Region
from tests import distribution, own_database, template_database
from tests.client import ApiClient
from tests.push_service import browser, push_service, running_push_service  # noqa: F401 - fixtures

# How long an example takes is the machine's mood, and no fault.
hypothesis.register_profile("ours", deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis.load_profile("ours")


def pytest_xdist_make_scheduler(config, log):
    return distribution.ByService(config, log)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_blocker):
    """Before the test database is made: start the embedded PostgreSQL, unless DATABASE_URL names a server."""
    if database.is_embedded():
        embedded_postgres.ensure_running(Path(settings.DATA_DIR), durable=False)
    own_database.name_it()
    with django_db_blocker.unblock():
        template_database.copy_it()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """The region is there before the first test: loading it anew for each took most of the tests' time."""
    with django_db_blocker.unblock():
        own_database.drop_those_left_behind()
        own_database.let_it_be_emptied()
        load_region()


@pytest.fixture
def region(db):
    """The Partheland's municipalities, topics and organizations, without its content.

    Tests that commit empty all tables when they end; who comes after them loads it again.
    """
    if not Region.objects.exists():
        load_region()


@pytest.fixture(scope="session", autouse=True)
def quick_passwords():
    """Argon2 with its smallest cost; the tests of the hashing itself choose their own."""
    with override_settings(PASSWORD_HASHERS=["tests.hashing.QuickHasher"]):
        yield


def load_region():
    Log.objects.get_or_create()  # migrations made it; tests that commit empty its table too
    for file, load in (
        ("region.json", loading.load_region),
        ("municipalities.json", loading.load_municipalities),
        ("topics.json", loading.load_topics),
        ("organizations.json", loading.load_organizations),
    ):
        load(json.loads((settings.REGION_DIR / file).read_text(encoding="utf-8")))


@pytest.fixture
def api(db):
    """A client of the API as anybody has it; every answer is validated against the OpenAPI document."""
    return ApiClient()
