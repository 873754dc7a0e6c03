"""The world of the role table, built once for a module: building it for each test took most of the tests' time."""

import copy

import pytest
from django.db import transaction

from core.municipalities.models import Region
from tests.api.access import world
from tests.client import let_triggers_act
from tests.conftest import load_region


@pytest.fixture(scope="module")
def shared_world(django_db_setup, django_db_blocker):
    """In a transaction as long as the module, around those of its tests; it is undone."""
    with django_db_blocker.unblock(), transaction.atomic():
        if not Region.objects.exists():
            load_region()
        built = world.build()
        let_triggers_act()
        yield built
        transaction.set_rollback(True)


@pytest.fixture
def scene(shared_world, db):
    """The world as it was built: what a test does to it is undone with the test's own transaction."""
    return copy.deepcopy(shared_world)
