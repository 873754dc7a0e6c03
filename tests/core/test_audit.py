"""The audit only grows: what the database refuses, and the two ways privacy needs."""

import ast
import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from core import actors
from core.accounts.models import Role
from core.audit import privacy, words
from core.audit.models import AuditEntry
from core.audit.record import record
from core.municipalities.models import Organization
from core.privacy import runs
from tests.factories.accounts import PersonFactory
from tests.factories.events import EventFactory
from tests.factories.roles import clerk_of

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
        for statement in ("TRUNCATE audit_auditentry CASCADE", "TRUNCATE accounts_person CASCADE"):
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
    assert [runs.carry_out(now=timezone.now()).counts["audit"] for _again in range(2)] == [1, 0]
    assert list(AuditEntry.objects.values_list("act", flat=True)) == ["new.done"]
    refused(AuditEntry.objects.all().delete)


def codes():
    """Every act that a service tells of: “event.published” and the like; tasks are called after an application."""
    for folder in ("core", "events", "ideas", "news"):
        for path in Path(folder).rglob("*.py"):
            text = path.read_text(encoding="utf-8")
            if "record(" in text and path.name != "record.py":
                yield from re.findall(r'"((?!ideas\.|news\.)[a-z_]+\.(?!json)[a-z_]+)"', text)


@pytest.mark.parametrize("code", sorted(set(codes())))
def test_each_act_has_words(code):
    assert code.partition(".")[2] in words.VERBS


@override("de")
def test_an_entry_is_told_in_words(region):
    clerk = clerk_of("stadt-naunhof", Role.EDITOR, display_name="Klara Kluge")
    event = EventFactory(organization=Organization.objects.get(slug="stadt-naunhof"))
    changes = {
        "status": ["scheduled", "cancelled"],
        "venue_id": [None, "x"],
        "organization_id": [None, str(event.organization_id)],
    }
    record("event.changed", event, by=actors.clerk(clerk, []), fields=["title", "status"], changes=changes, count=3)
    entry = AuditEntry.objects.get(act="event.changed")
    assert words.act(entry.act, subject_type=entry.subject_type) == "Veranstaltung: geändert"
    assert words.act("account.erased", subject_type="accounts.person") == "Konto: gelöscht"
    assert words.act("event.juggled", subject_type="events.event") == "event.juggled"
    assert words.act("second_factor.reset", subject_type="accounts.person") == "Zweiter Faktor: zurückgesetzt"
    assert words.actor(entry) == "Klara Kluge"
    assert words.details(entry) == [
        ("Anzahl", "3"),
        ("Geändert", "Titel, Status"),
        ("Status", "Findet statt → Abgesagt"),
        ("Veranstaltungsort", "– → x"),
        ("Einrichtung", "– → Stadt Naunhof"),
    ]


@override("de")
def test_what_an_entry_says_more_is_told_in_words(region):
    clerk = clerk_of("stadt-naunhof", Role.EDITOR, display_name="Klara Kluge")
    told = {
        "accounts.membership": {"person": str(clerk.pk), "role": "editor"},
        "accounts.sitekey": {"scopes": ["events:write", "checkin"]},
        "accounts.session": {"reason": "password_changed"},
        "accounts.person": {"with_second_factor": True},
    }
    lines = [
        words.details(AuditEntry(subject_type=kind, details=details, act="a.done")) for kind, details in told.items()
    ]
    assert lines == [
        [("Person", "Klara Kluge"), ("Rolle", "Redaktion: Veranstaltungen, Meldungen, Teilnehmende")],
        [("Darf", "Veranstaltungen schreiben, Teilnehmende am Einlass erfassen")],
        [("Grund", "Passwort geändert")],
        [("Mit zweitem Faktor", "ja")],
    ]


def details():
    """The names of what the services tell more."""
    for folder in ("core", "events", "ideas", "news"):
        for path in Path(folder).rglob("*.py"):
            for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "record":
                    yield from (one.arg for one in call.keywords if one.arg)


def test_each_detail_has_words():
    columns = {"by", "organization_id", "fields", "changes"}
    shown_as_columns = {"attended", "channel", "has_consent", "kind", "party_size", "status"}
    assert set(details()) - columns - shown_as_columns - words.DETAILS.keys() == set()


def test_the_page_tells_it_and_leads_to_the_object(region):
    event = EventFactory(organization=Organization.objects.get(slug="stadt-naunhof"))
    record("event.published", event, by=actors.SYSTEM)
    browser = Client(headers={"Accept-Language": "de"})
    browser.force_login(clerk_of("stadt-naunhof", Role.MANAGER))
    entry = AuditEntry.objects.get(act="event.published")
    listed = browser.get("/admin/audit/auditentry/").content.decode()
    shown = browser.get(f"/admin/audit/auditentry/{entry.pk}/change/").content.decode()
    for page in (listed, shown):
        assert ("Veranstaltung: veröffentlicht" in page, "Der Dienst selbst" in page) == (True, True)
    assert f'href="/admin/events/event/{event.pk}/change/"' in shown
    history = browser.get(f"/admin/audit/auditentry/?subject_type=events.event&subject_id={event.pk}")
    assert list(history.context["cl"].queryset) == [entry]
