"""Exports: little at once, much by the worker; sealed while they are kept, and gone with the account or after a day."""

import json
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from core.actors import person as acting
from core.audit.models import AuditEntry
from core.privacy import exports, rights, runs
from core.privacy.models import StoredExport
from core.privacy.tasks import assemble_export
from tests.core.test_privacy import everything_stored
from tests.factories.accounts import PersonFactory, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
NOON = "2026-11-24T12:00:00+01:00"


def did(person, count, act="event.changed"):
    rows = [
        AuditEntry(act=act, actor_kind="person", actor=person, subject_type="events.event", subject_id=str(number))
        for number in range(count)
    ]
    AuditEntry.objects.bulk_create(rows)


@pytest.fixture
def busy(api, monkeypatch):
    """Somebody with more than is told at once, signed in; and somebody else, too."""
    monkeypatch.setattr(exports, "AT_ONCE", 3)
    person, other = PersonFactory(display_name="Xanthippe"), PersonFactory(display_name="Fremde Frau")
    did(person, 3)
    did(other, 9, act="news.changed")
    api.token = signed_in(person, "Telefon").access
    return person


def jobs():
    waiting = ProcrastinateJob.objects.filter(task_name="core.assemble_export", status="todo")
    return list(waiting.order_by("id").values_list("args__export_id", flat=True))


def work():
    for export_id in jobs():
        assemble_export(export_id=export_id)
    ProcrastinateJob.objects.filter(task_name="core.assemble_export").delete()


def test_little_is_told_at_once_and_nothing_is_kept(api):
    person = PersonFactory()
    did(person, 5)
    api.token = signed_in(person).access
    answer = api.get("/me/export")
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/json")
    assert answer.headers["Cache-Control"] == "no-store"
    assert len(answer.json()["audit"]["acts"]) == 6
    assert (StoredExport.objects.count(), jobs()) == (0, [])


def test_much_is_put_together_by_the_worker(api, busy):
    asked = [api.get("/me/export") for _again in range(2)]
    assert [(one.status_code, one.headers["Retry-After"]) for one in asked] == [(202, "5")] * 2
    assert {one.headers["Location"] for one in asked} == {"/api/v1/me/export"}
    assert (asked[0].content, asked[0].headers["Cache-Control"]) == (b"", "no-store")
    assert jobs() == [str(StoredExport.objects.get().pk)]
    work()
    told = api.get("/me/export")
    assert (told.status_code, told.headers["Content-Type"]) == (200, "application/json")
    assert told.headers["Content-Disposition"] == 'attachment; filename="export.json"'
    assert told.json()["accounts"]["account"]["email"] == busy.email
    assert [one["act"] for one in told.json()["audit"]["acts"]] == ["event.changed"] * 3 + ["session.started"]
    assert ("Fremde" in told.text, "news.changed" in told.text, jobs()) == (False, False, [])


def test_for_an_hour_it_is_the_same_and_then_made_anew(api, busy):
    with time_machine.travel(NOON, tick=False) as clock:
        api.token = signed_in(busy).access
        api.get("/me/export")
        work()
        first = api.get("/me/export")
        clock.shift(exports.FRESH - timedelta(seconds=1))
        api.token = signed_in(busy).access
        assert api.get("/me/export").content == first.content
        clock.shift(timedelta(seconds=1))
        assert api.get("/me/export").status_code == 202
        work()
        assert len(api.get("/me/export").json()["audit"]["acts"]) == len(first.json()["audit"]["acts"]) + 1
    assert StoredExport.objects.count() == 1


def test_what_is_kept_is_sealed(api, busy):
    api.get("/me/export")
    work()
    stored = bytes(StoredExport.objects.get().sealed)
    assert [word for word in (b"Xanthippe", busy.email.encode(), b"event.changed") if word in stored] == []
    assert busy.email in exports.of(busy).decode()


def test_one_sealed_under_a_lost_key_is_made_anew(api, busy, settings):
    api.get("/me/export")
    work()
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "x" * 50, []
    assert exports.of(busy) is None
    work()
    assert json.loads(exports.of(busy))["accounts"]["account"]["id"] == str(busy.pk)


def test_a_job_that_died_is_begun_again_by_asking(api, busy):
    api.get("/me/export")
    ProcrastinateJob.objects.all().delete()
    assert (api.get("/me/export").status_code, len(jobs())) == (202, 1)


def test_doing_it_twice_does_it_once(api, busy):
    api.get("/me/export")
    (export_id,) = jobs()
    assemble_export(export_id=export_id)
    stored = bytes(StoredExport.objects.get().sealed)
    assemble_export(export_id=export_id)
    assert bytes(StoredExport.objects.get().sealed) == stored


@pytest.mark.parametrize("is_finished", [True, False])
def test_erasure_takes_it_along_and_the_worker_finds_nothing(api, busy, is_finished):
    api.get("/me/export")
    (export_id,) = jobs()
    if is_finished:
        work()
    rights.erase(busy, keep_contributions=False, by=acting(busy))
    assemble_export(export_id=export_id)
    assert StoredExport.objects.count() == 0
    assert "Xanthippe" not in everything_stored()


def test_it_is_kept_for_a_day(api, busy):
    with time_machine.travel(NOON, tick=False) as clock:
        exports.of(busy)
        work()
        clock.shift(timedelta(days=1))
        assert runs.carry_out(now=timezone.now()).counts["exports"] == 0
        clock.shift(timedelta(seconds=1))
        assert runs.carry_out(now=timezone.now()).counts["exports"] == 1
    assert StoredExport.objects.count() == 0
