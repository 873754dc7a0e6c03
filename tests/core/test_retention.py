"""The nightly deletion: what it counts, what it reports, what a failure leaves; and where the table is told."""

from datetime import timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from core import privacy
from core.accounts.models import PasswordToken, PendingSignUp
from core.audit.models import AuditEntry
from core.privacy import retention, runs, table
from core.privacy.models import RetentionRun
from events.models import Registration
from ideas.models import Comment, Idea, Report
from tests.factories.accounts import PersonFactory
from tests.factories.events import EventFactory, RegistrationFactory, WorkshopFactory
from tests.factories.ideas import CommentFactory, IdeaFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
NOON = "2026-11-24T12:00:00+01:00"
DUE = {
    "sign_ups": 1, "audit": 1, "unconfirmed_registrations": 1, "registrations": 2, "unconfirmed_ideas": 1,
    "idea_addresses": 1, "comment_addresses": 1, "report_addresses": 1,
}  # fmt: skip


def ago(days):
    return timezone.now() - timedelta(days=days)


def sign_up(days):
    PendingSignUp.objects.create(email="erika@example.org", password="x", display_name="E", created_at=ago(days))


@pytest.fixture
def old_and_young():
    """Of several kinds one whose time is over, as DUE says, and one whose time is not."""
    with time_machine.travel(NOON, tick=False):
        for days in (15, 13):
            sign_up(days)
        for days in (366, 364):
            AuditEntry.objects.create(at=ago(days), act="a.done", actor_kind="system", subject_type="a", subject_id="1")
        for days in (32, 30):
            with time_machine.travel(ago(days), tick=False):
                past = WorkshopFactory(event=EventFactory(starts_at=timezone.now() + timedelta(hours=1)))
                RegistrationFactory(workshop=past, confirmed=True)
                RegistrationFactory(workshop=past, waiting=True)
        for days in (15, 13):
            RegistrationFactory(state="expired", ended_at=ago(1), created_at=ago(days))
            IdeaFactory(pending=True, created_at=ago(days))
        for days in (366, 364):
            Idea.objects.filter(pk=IdeaFactory().pk).update(status="done", updated_at=ago(days))
        for days in (91, 89):
            CommentFactory(updated_at=ago(days))
        for days in (31, 29):
            Report.objects.create(
                idea=IdeaFactory(), reason="other", text="Weil.", email=f"r{days}@example.org",
                reporter=bytes([days]) * 32, decided_at=ago(days),
            )  # fmt: skip
        yield


def there_is(counts):
    return {key: count for key, count in counts.items() if count}


def test_a_dry_run_counts_what_would_go_and_changes_nothing(old_and_young):
    before = [list(model.objects.order_by("pk").values()) for model in (Registration, Idea, Comment, Report)]
    assert there_is(runs.count_due(now=timezone.now())) == DUE
    assert [list(model.objects.order_by("pk").values()) for model in (Registration, Idea, Comment, Report)] == before
    assert RetentionRun.objects.count() == 0


def test_a_night_does_what_the_dry_run_counted_and_another_finds_nothing(old_and_young):
    assert there_is(runs.carry_out(now=timezone.now()).counts) == DUE
    assert there_is(runs.count_due(now=timezone.now())) == {}
    again = runs.carry_out(now=timezone.now())
    assert (there_is(again.counts), again.failed) == ({}, [])
    assert list(again.counts) == [period.key for period in retention.TABLE]
    assert RetentionRun.objects.exclude(finished_at=None).count() == 2


def test_small_batches_do_the_same(old_and_young, monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 1)
    assert there_is(runs.carry_out(now=timezone.now()).counts) == DUE


def test_a_batch_whose_act_leaves_its_rows_due_ends_all_the_same(monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    for days in (15, 16, 17):
        sign_up(days)
    met = []
    assert retention.in_batches(PendingSignUp.objects.all(), met.extend) == 3
    assert len({row.pk for row in met}) == 3


def test_a_rule_that_fails_stops_no_other_and_is_told(old_and_young, monkeypatch, caplog):
    def fail(_batch):
        raise ValueError("erika@example.org")

    (events,) = [domain for domain in privacy.domains() if domain.name == "events"]
    broken = [privacy.Rule(rule.key, rule.due, fail) for rule in events.rules if rule.key == "registrations"]
    monkeypatch.setattr(runs, "rules", lambda rules=runs.rules: [*broken, *rules()])
    run = runs.carry_out(now=timezone.now())
    assert (there_is(run.counts), run.failed) == (DUE, ["registrations"])
    assert run.finished_at is not None


def test_every_period_has_its_rule_and_every_rule_its_period():
    assert {rule.key for rule in runs.rules()} == {period.key for period in retention.TABLE}


def test_rules_that_an_authority_has_lengthened_wait(old_and_young, settings):
    settings.RETENTION_DAYS = {"sign_ups": 20, "registrations": 60}
    expected = {key: count for key, count in DUE.items() if key not in settings.RETENTION_DAYS}
    assert there_is(runs.count_due(now=timezone.now())) == expected


class TestCommand:
    def said(self, *arguments):
        out = StringIO()
        call_command("retention", *arguments, stdout=out)
        return [line.split() for line in out.getvalue().splitlines()]

    def test_it_counts_and_then_deletes(self, old_and_young):
        total = str(sum(DUE.values()))
        counted = self.said("--dry-run")
        assert counted[0] == ["sign_ups", "14", "days", "1"]
        assert (len(counted), counted[-1]) == (len(retention.TABLE) + 1, ["total", total])
        assert (self.said(), self.said()[-1]) == (counted, ["total", "0"])

    def test_it_fails_where_a_rule_does(self, old_and_young, monkeypatch):
        broken = privacy.Rule("sign_ups", lambda _now: PendingSignUp.objects.filter(nothing=1))
        monkeypatch.setattr(runs, "rules", lambda: [broken])
        with pytest.raises(CommandError, match="sign_ups"):
            call_command("retention", stdout=StringIO())


class TestReport:
    def test_administrators_read_in_words_what_went_and_what_failed(self):
        run = RetentionRun.objects.create(
            started_at=timezone.now(), finished_at=timezone.now(), failed=["mails"],
            counts={"sign_ups": 3, "audit": 0, "former_key": 2},
        )  # fmt: skip
        browser = Client(headers={"Accept-Language": "de"})
        browser.force_login(PersonFactory(is_staff=True, is_superuser=True))
        shown = browser.get(reverse("admin:privacy_retentionrun_change", args=[run.pk])).content.decode()
        assert "<p>Registrierungen, die nie bestätigt wurden: 3</p><p>former_key: 2</p>" in shown
        assert "<p>Welche Schreiben versendet wurden</p>" in shown
        listed = browser.get(reverse("admin:privacy_retentionrun_changelist")).content.decode()
        assert "Teilweise gescheitert" in listed


class TestTelling:
    def test_the_page_tells_every_period_with_the_days_that_hold_here(self, settings):
        settings.RETENTION_DAYS = {"mails": 77}
        answer = Client(headers={"Accept-Language": "de"}).get("/privacy/retention")
        assert (answer.status_code, answer.headers["Content-Language"]) == (200, "de")
        text = answer.content.decode()
        assert text.count('<th scope="row">') == len(retention.TABLE)
        assert "77 Tage" in text
        with translation.override("de"):
            assert [str(one.what) for one in retention.TABLE if f"{one.what}</th>" not in text] == []

    def test_the_api_tells_them_in_both_languages(self, api, settings):
        settings.RETENTION_DAYS = {"mails": 77}
        told = {one["key"]: one for one in api.get("/privacy/retention").json()["results"]}
        assert list(told) == [period.key for period in retention.TABLE]
        assert told["mails"] == {
            "key": "mails",
            "what": {"de": "Welche Schreiben versendet wurden", "en": "Which letters were sent"},
            "why": {"de": "Um den Verbleib von E-Mails zu klären", "en": "To clear up lost mail"},
            "days": 77,
            "since": {"de": "dem Versand", "en": "sending"},
        }

    def test_the_document_is_drawn_from_the_table(self, settings):
        settings.RETENTION_DAYS = {"mails": 77}
        written = (settings.BASE_DIR / "docs" / "loeschfristen.md").read_text(encoding="utf-8")
        assert written == table.document(), "run manage.py retention --document"
        assert PasswordToken.objects.count() == 0
