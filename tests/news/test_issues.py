"""Issues are planned ahead, begun at their moment, and none is doubled or lost by a worker that slept."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from procrastinate.contrib.django.models import ProcrastinateJob

from core.accounts import roles
from core.accounts.models import Role
from core.actors import SYSTEM
from core.audit.models import AuditEntry
from core.errors import Missing
from core.municipalities.models import Organization
from news.errors import IssueHasBegun, IssueOutOfTurn
from news.models import Copy, CopyState, Introduction, Issue, Subscription
from news.services import issues, novelties, sending
from tests.client import let_triggers_act
from tests.factories.news import ArticleFactory
from tests.factories.newsletter import SubscriptionFactory
from tests.factories.roles import actor_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


# A Monday; the weekly issue goes out on Thursday at seven, six in UTC.
MONDAY, THURSDAY = utc("2026-11-30T12:00"), utc("2026-12-03T06:00")


def planned():
    rows = Issue.objects.filter(state="planned").order_by("send_at", "frequency")
    return [f"{issue.frequency} {issue.slot_on} {issue.send_at:%d. %H:%M}" for issue in rows]


def weekly(**values):
    return Issue.objects.create(**{"frequency": "weekly", "slot_on": THURSDAY.date(), "send_at": THURSDAY} | values)


def tick(now):
    """What the worker does each minute."""
    let_triggers_act()
    with time_machine.travel(now, tick=False):
        begun = issues.begin_due(now=now)
        issues.plan(now=now)
    return [str(issue.slot_on) for issue in begun]


def test_the_next_issue_of_each_frequency_is_planned_once():
    for minutes in range(3):
        issues.plan(now=MONDAY + timedelta(minutes=minutes))
    assert planned() == ["daily 2026-12-01 01. 06:00", "weekly 2026-12-03 03. 06:00"]


def test_an_issue_begins_at_its_moment_with_a_copy_for_each_reader_and_one_job():
    readers = [SubscriptionFactory(), SubscriptionFactory(email="eva@post.example")]
    for others in ({"unconfirmed": True}, {"suspended": True}, {"frequency": "daily"}):
        SubscriptionFactory(**others)
    with time_machine.travel(MONDAY, tick=False):
        ArticleFactory()
    tick(MONDAY)
    assert tick(THURSDAY - timedelta(seconds=1))[-1:] != ["2026-12-03"]
    assert tick(THURSDAY)[-1:] == ["2026-12-03"]
    issue = Issue.objects.get(slot_on="2026-12-03", frequency="weekly")
    assert (issue.state, issue.started_at, issue.after, issue.up_to) == ("sending", THURSDAY, 0, novelties.last())
    assert issue.upcoming_until == utc("2026-12-17T23:00")
    copies = issue.copies.order_by("subscription__email")
    assert [(one.subscription_id, one.domain, one.state, one.next_attempt_at) for one in copies] == [
        (reader.pk, reader.email.partition("@")[2], "queued", THURSDAY)
        for reader in sorted(readers, key=lambda one: one.email)
    ]
    jobs = ProcrastinateJob.objects.filter(task_name="news.send_issue", args={"issue_id": str(issue.pk)})
    assert jobs.count() == 1
    assert AuditEntry.objects.get(act="issue.started", subject_id=str(issue.pk)).details == {"recipients": 2}
    assert tick(THURSDAY + timedelta(minutes=1)) == []
    assert (jobs.count(), Copy.objects.filter(issue=issue).count()) == (1, 2)


def test_copies_are_written_by_one_statement_however_many_read(django_assert_num_queries):
    for count in (1, 3):
        while Subscription.objects.filter(frequency="daily").count() < count:
            SubscriptionFactory(frequency="daily")
        issue = weekly(frequency="daily", slot_on=THURSDAY.date() + timedelta(days=count), send_at=THURSDAY)
        with django_assert_num_queries(11 if count == 1 else 10):  # the first one looks for where to begin
            issues._begin(issue, THURSDAY)
        assert issue.copies.count() == count


def test_after_three_days_of_sleep_one_issue_goes_out_with_all_introductions():
    SubscriptionFactory(frequency="daily")
    tick(MONDAY)
    naunhof, brandis = (Organization.objects.get(slug=slug) for slug in ("stadt-naunhof", "stadt-brandis"))
    missed = Issue.objects.get(frequency="daily")
    issues.introduce(missed.pk, naunhof, "Aus Naunhof", by=SYSTEM)
    issues.introduce(missed.pk, brandis, "Gestern", by=SYSTEM)
    latest = weekly(frequency="daily", slot_on="2026-12-04", send_at=utc("2026-12-04T06:00"))
    issues.introduce(latest.pk, brandis, "Heute", "Today", by=SYSTEM)
    assert tick(utc("2026-12-04T06:30")) == ["2026-12-04", "2026-12-03"]
    assert list(Issue.objects.filter(frequency="daily").order_by("slot_on").values_list("slot_on", "state")) == [
        (date(2026, 12, 4), "sending"),
        (date(2026, 12, 5), "planned"),
    ]
    told = Introduction.objects.order_by("organization__slug").values_list("issue", "text", "text_en")
    assert list(told) == [(latest.pk, "Gestern\n\nHeute", "Today"), (latest.pk, "Aus Naunhof", "")]
    assert Copy.objects.filter(issue__frequency="daily").count() == 1
    assert AuditEntry.objects.get(act="issue.merged").details == {"into": str(latest.pk)}


def test_what_was_slept_through_goes_out_as_the_latest_issue_even_where_none_was_planned():
    tick(MONDAY)
    assert tick(utc("2026-12-04T05:00")) == ["2026-12-03", "2026-12-03"]
    assert planned() == ["daily 2026-12-04 04. 06:00", "weekly 2026-12-10 10. 06:00"]


def test_what_was_missed_waits_for_the_latest_issue_where_a_clerk_has_moved_it():
    tick(MONDAY)
    moved = weekly(frequency="daily", slot_on="2026-12-02", send_at=utc("2026-12-02T16:00"))
    assert tick(utc("2026-12-02T08:00")) == []
    assert planned() == [
        "daily 2026-12-02 02. 16:00", "daily 2026-12-03 03. 06:00", "weekly 2026-12-03 03. 06:00",
    ]  # fmt: skip
    assert tick(utc("2026-12-02T16:00")) == ["2026-12-02"]
    assert Issue.objects.get(pk=moved.pk).state == "sending"


def test_what_still_waits_of_an_earlier_issue_is_told_by_the_next():
    for _ in range(2):
        SubscriptionFactory()
    earlier = weekly(slot_on="2026-11-26", send_at=utc("2026-11-26T06:00"))
    issues._begin(earlier, MONDAY)
    done = earlier.copies.first()
    Copy.objects.filter(pk=done.pk).update(state=CopyState.SENT, settled_at=MONDAY)
    Issue.objects.filter(pk=earlier.pk).update(paused_at=MONDAY)
    weekly()
    tick(THURSDAY)
    assert sorted(earlier.copies.values_list("state", flat=True)) == ["obsolete", "sent"]
    sending.send(earlier.pk)
    earlier.refresh_from_db()
    assert (earlier.state, earlier.obsolete_count, earlier.sent_count) == ("sent", 1, 1)
    assert list(Copy.objects.exclude(issue=earlier).values_list("state", flat=True)) == ["queued", "queued"]


def test_an_issue_moves_within_its_turn_only_and_by_who_tells_news_to_the_whole_region():
    region, borsdorf = actor_of("region-partheland", Role.EDITOR), actor_of("gemeinde-borsdorf", Role.EDITOR)
    issue = weekly()
    friday, too_late = utc("2026-12-04T11:00"), utc("2026-12-10T06:00")
    with time_machine.travel(MONDAY, tick=False):
        for moment in (MONDAY - timedelta(seconds=1), too_late):
            with pytest.raises(IssueOutOfTurn):
                issues.move(issue.pk, moment, by=region)
        with pytest.raises(roles.NotEntrusted):
            issues.move(issue.pk, friday, by=borsdorf)
        issues.move(issue.pk, friday, by=region)
        issues.move(issue.pk, friday, by=region)
    assert AuditEntry.objects.get(act="issue.moved").details == {
        "changes": {"send_at": ["2026-12-03T06:00:00+00:00", "2026-12-04T11:00:00+00:00"]}
    }
    assert "2026-12-03" not in tick(THURSDAY)
    assert tick(friday)[-1:] == ["2026-12-03"]
    with pytest.raises(IssueHasBegun):
        issues.move(issue.pk, friday, by=region)


def test_each_organization_introduces_for_itself_until_the_issue_begins():
    editor, issue = actor_of("gemeinde-borsdorf", Role.EDITOR), weekly()
    borsdorf, naunhof = (Organization.objects.get(slug=slug) for slug in ("gemeinde-borsdorf", "stadt-naunhof"))
    written = issues.introduce(issue.pk, borsdorf, "Liebe Leute", by=editor)
    assert issues.introduce(issue.pk, borsdorf, "Liebe Leute", by=editor) == written
    issues.introduce(issue.pk, borsdorf, "Liebe Leute", "Dear all", by=editor)
    with pytest.raises(roles.NotEntrusted):
        issues.introduce(issue.pk, naunhof, "Hallo", by=editor)
    with pytest.raises(roles.NotEntrusted):
        issues.introduce(issue.pk, borsdorf, "Hallo", by=actor_of("gemeinde-borsdorf", Role.MODERATOR))
    assert list(Introduction.objects.values_list("text", "text_en")) == [("Liebe Leute", "Dear all")]
    issues.introduce(issue.pk, borsdorf, "", by=editor)
    acts = AuditEntry.objects.filter(organization=borsdorf).order_by("id").values_list("act", flat=True)
    assert list(acts) == ["introduction.created", "introduction.changed", "introduction.deleted"]
    issues._begin(issue, THURSDAY)
    with pytest.raises(IssueHasBegun):
        issues.introduce(issue.pk, borsdorf, "Zu spät", by=editor)
    with pytest.raises(Missing):
        issues.introduce(borsdorf.pk, borsdorf, "Nirgends", by=editor)
    assert Introduction.objects.count() == 0
