"""The audit only grows: what the database refuses, and the two ways privacy needs."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from core import actors
from core.audit import privacy
from core.audit.models import AuditEntry
from core.audit.record import record
from tests.factories.accounts import PersonFactory

pytestmark = pytest.mark.django_db


def refused(act):
    with pytest.raises(IntegrityError, match="only added to"), transaction.atomic():
        act()


def test_an_entry_is_neither_changed_nor_deleted():
    person, other = PersonFactory(), PersonFactory()
    record("a.done", person, by=actors.person(person))
    entries = AuditEntry.objects.filter(act="a.done")
    for values in ({"act": "b.done"}, {"actor": other}, {"details": {"a": 1}}, {"actor": None, "act": "b.done"}):
        refused(lambda values=values: entries.update(**values))
    refused(entries.delete)
    assert list(entries.values_list("actor", flat=True)) == [person.pk]


def test_nor_is_the_whole_table_emptied():
    with connection.cursor() as cursor:
        # tests/conftest.py has switched it off, for tests that commit; as all here, this is undone at the end.
        cursor.execute("ALTER TABLE audit_auditentry ENABLE TRIGGER audit_auditentry_not_emptied")
        record("a.done", PersonFactory(), by=actors.SYSTEM)
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        for statement in ("TRUNCATE audit_auditentry", "TRUNCATE accounts_person CASCADE"):
            refused(lambda statement=statement: cursor.execute(statement))
    assert AuditEntry.objects.filter(act="a.done").count() == 1


def test_only_its_actor_is_forgotten():
    person = PersonFactory()
    record("a.done", person, by=actors.person(person))
    privacy.erase(person, keep_contributions=True, by=actors.person(person))
    assert list(AuditEntry.objects.filter(act="a.done").values_list("actor", flat=True)) == [None]


@pytest.mark.django_db(transaction=True)
def test_retention_lets_go_of_what_is_old_enough_and_of_nothing_else():
    for act, age in (("old.done", 366), ("new.done", 364)):
        at = timezone.now() - timedelta(days=age)
        AuditEntry.objects.create(at=at, act=act, actor_kind="system", subject_type="a", subject_id="1")
    assert privacy.expire(timezone.now()) == 1
    assert list(AuditEntry.objects.values_list("act", flat=True)) == ["new.done"]
    refused(AuditEntry.objects.all().delete)
