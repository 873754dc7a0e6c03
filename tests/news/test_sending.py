"""Sending an issue to a real SMTP receiver: who gets it, what errors mean, how fast a domain is served, and pauses."""

from collections import Counter
from datetime import date, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.mail import EmailMessage
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from core import actors, metrics
from core.accounts.models import Role
from core.accounts.roles import NotEntrusted
from core.accounts.services import memberships
from core.audit.models import AuditEntry
from core.errors import Missing
from core.municipalities.models import Municipality
from core.privacy import runs
from news import subscription_links
from news.errors import IssueNotBeingSent
from news.models import Copy, Issue, Subscription
from news.services import pausing, progress, sending, subscriptions
from tests.factories.newsletter import SubscriptionFactory
from tests.factories.roles import clerk_of
from tests.news import receiver as smtp

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
MONDAY = "2026-11-30T07:00:00+01:00"
REFUSED = "recipient refused: 550 5.1.1"
DEAD, FULL, SPAM = "550 5.1.1 No such user", "452 4.2.2 Mailbox full", "550 5.7.1 Looks like spam"


@pytest.fixture(scope="module")
def listening():
    with smtp.listening() as receiver:
        yield receiver


@pytest.fixture(autouse=True)
def server(listening, settings):
    settings.EMAIL_BACKEND = "core.mail.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", listening.controller.port
    settings.EMAIL_TIMEOUT = 5
    listening.begin_anew()
    return listening


@pytest.fixture
def clock():
    with time_machine.travel(MONDAY, tick=False) as clock:
        yield clock


def begun(*subscriptions, **changes):
    """An issue being sent to them, as its beginning leaves it."""
    now = timezone.now()
    issue = Issue.objects.create(
        slot_on=now.date(), send_at=now, state="sending", started_at=now, after=0, up_to=7,
        upcoming_until=now + timedelta(days=14), **{"frequency": "weekly"} | changes,
    )  # fmt: skip
    for one in subscriptions:
        Copy.objects.create(issue=issue, subscription=one, domain=one.email.partition("@")[2], next_attempt_at=now)
    return issue


def readers(*addresses):
    return [SubscriptionFactory(email=address) for address in addresses]


def write(copy):
    """As the issue's own writer: one message to its reader, under the copy's number."""
    headers = {"Message-ID": f"<{copy.pk}@region.example>"}
    return EmailMessage("Neues", "Text", "brief@region.example", [copy.subscription.email], headers=headers)


def send(issue, write=write):
    sending.send(issue.pk, write=write)
    issue.refresh_from_db()
    return states(issue)


def states(issue):
    rows = issue.copies.order_by("subscription__email").values_list("subscription__email", "state", "failure")
    return {email.partition("@")[0]: (state, failure) if failure else state for email, state, failure in rows}


def monitored():
    told = {family.name: family.samples[0].value for family in metrics.Waiting().collect()}
    return {name: told[f"partheland_{name}"] for name in ("copies_due", "issues_resting")}


def test_each_gets_one_copy_over_one_connection_and_knows_what_it_tells(clock, server, django_assert_num_queries):
    issue = begun(*readers("a@x.example", "b@y.example", "c@x.example"))
    Subscription.objects.update(refusals=2)
    assert send(issue) == dict.fromkeys("abc", "sent")
    assert (server.to, len(server.connections)) == (["a@x.example", "b@y.example", "c@x.example"], 1)
    told = set(Subscription.objects.values_list("told_up_to", "upcoming_until", "refusals"))
    assert told == {(7, issue.upcoming_until, 0)}
    assert (issue.state, issue.finished_at, issue.sent_count) == ("sent", timezone.now(), 3)
    assert (send(issue), len(server.mails)) == (dict.fromkeys("abc", "sent"), 3)


def test_wishes_are_read_at_the_moment_of_each_copy(clock, server):
    a, b, c, d, e = readers(*(f"{name}@x.example" for name in "abcde"))
    issue = begun(a, b, c, d, e)
    Subscription.objects.filter(pk=a.pk).update(frequency="daily")
    Subscription.objects.filter(pk=b.pk).update(state="suspended", suspended_at=timezone.now())
    Copy.objects.filter(subscription=c).update(next_attempt_at=timezone.now() - timedelta(minutes=1))  # the first

    def write_and_meanwhile(copy):
        """While the first one's copy is written, another one unsubscribes; it has nothing to tell itself."""
        if copy.subscription == c:
            Subscription.objects.filter(pk=d.pk).delete()
            return None
        return write(copy)

    assert send(issue, write_and_meanwhile) == {"a": "obsolete", "b": "obsolete", "c": "empty", "e": "sent"}
    assert (server.to, issue.state) == (["e@x.example"], "sent")
    assert (issue.sent_count, issue.empty_count, issue.obsolete_count) == (1, 1, 2)
    marks = dict(Subscription.objects.values_list("email", "told_up_to"))
    assert marks == {"a@x.example": 0, "b@x.example": 0, "c@x.example": 7, "e@x.example": 7}


def test_who_changes_their_wishes_while_their_copy_is_written_gets_one_by_the_new_ones(clock, server):
    """Also who comes with the same batch."""
    a, b = readers("a@x.example", "b@x.example")
    issue, borsdorf, told = begun(a, b), Municipality.objects.get(slug="borsdorf"), []
    Copy.objects.filter(subscription=a).update(next_attempt_at=timezone.now() - timedelta(minutes=1))

    def write_and_meanwhile(copy):
        told.append((copy.subscription.email[0], [one.slug for one in copy.subscription.municipalities.all()]))
        for one in (a, b) if len(told) == 1 else ():
            subscriptions.change(subscription_links.token_for(one), by=actors.GUEST, municipalities={borsdorf})
        return write(copy)

    assert send(issue, write_and_meanwhile) == dict.fromkeys("ab", "sent")
    assert (sorted(told[2:]), server.to) == ([("a", ["borsdorf"]), ("b", ["borsdorf"])], ["a@x.example", "b@x.example"])


def test_who_unsubscribes_while_their_copy_is_written_gets_none(clock, server):
    issue = begun(*readers("a@x.example"))

    def write_and_meanwhile(copy):
        Subscription.objects.all().delete()
        return write(copy)

    assert (send(issue, write_and_meanwhile), server.mails, issue.state) == ({}, [], "sent")


def test_refusals_for_good_end_or_strike_a_subscription_or_say_nothing_of_it(clock, server):
    people = readers(*(f"{name}@x.example" for name in ("dead", "odd", "third", "spam", "large", "z")))
    Subscription.objects.filter(email="third@x.example").update(refusals=2)
    server.at_rcpt |= {"dead@x.example": DEAD, "odd@x.example": "550 No", "third@x.example": "550 5.2.1 Disabled"}
    server.at_rcpt |= {"spam@x.example": SPAM}
    server.at_data |= {"large@x.example": "552 5.3.4 Too large"}
    issue = begun(*people)
    assert send(issue) == {
        "dead": ("failed", "recipient refused: 550 5.1.1"),
        "odd": ("failed", "recipient refused: 550"),
        "third": ("failed", "recipient refused: 550 5.2.1"),
        "spam": ("failed", "recipient refused: 550 5.7.1"),
        "large": ("failed", "server refused: 552 5.3.4"),
        "z": "sent",
    }
    rows = Subscription.objects.order_by("email").values_list("state", "refusals", "suspended_at")
    assert list(rows) == [
        ("suspended", 1, timezone.now()),  # dead
        ("confirmed", 0, None),  # large
        ("confirmed", 1, None),  # odd
        ("confirmed", 0, None),  # spam
        ("suspended", 3, timezone.now()),  # third
        ("confirmed", 0, None),
    ]
    assert (issue.state, issue.failed_count, issue.sent_count) == ("sent", 5, 1)


def test_a_full_mailbox_is_tried_for_two_days_with_growing_distance_and_keeps_its_subscription(clock, server):
    issue = begun(*readers("a@x.example", "full@x.example"))
    server.at_rcpt["full@x.example"] = FULL
    assert send(issue) == {"a": "sent", "full": ("queued", "recipient refused: 452 4.2.2")}
    waits = []
    while send(issue)["full"][0] == "queued":
        waits.append(issue.copies.get(state="queued").next_attempt_at - timezone.now())
        clock.shift(waits[-1])
    assert waits == [timedelta(minutes=5) * 2**number for number in range(9)]
    assert states(issue)["full"] == ("failed", "recipient refused: 452 4.2.2")
    assert (issue.state, issue.failed_count, server.to) == ("sent", 1, ["a@x.example"])
    assert set(Subscription.objects.values_list("state", "refusals")) == {("confirmed", 0)}


def test_a_domain_that_has_no_time_waits_as_a_whole(clock, server):
    first, *others = readers("a@busy.example", "b@busy.example", "c@x.example")
    issue = begun(first, *others)
    Copy.objects.filter(subscription=first).update(next_attempt_at=timezone.now() - timedelta(minutes=1))
    server.at_rcpt["a@busy.example"] = "421 4.7.0 Too many"
    send(issue)
    rows = issue.copies.order_by("subscription__email").values_list("state", "attempts", "next_attempt_at")
    later = timezone.now() + timedelta(minutes=5)
    assert list(rows) == [("queued", 1, later), ("queued", 0, later), ("sent", 1, timezone.now())]


def test_what_a_kept_connection_hears_is_asked_again_over_a_new_one(clock, server):
    """Mail servers end a connection after some time or some errors; that says nothing of the next copy."""
    first, second = readers("a@x.example", "b@x.example")
    issue = begun(first, second)
    Copy.objects.filter(subscription=first).update(next_attempt_at=timezone.now() - timedelta(minutes=1))
    server.at_rcpt["b@x.example"] = ["421 4.7.0 Too many errors"]
    assert (send(issue), len(server.connections)) == (dict.fromkeys("ab", "sent"), 2)
    assert list(issue.copies.values_list("attempts", flat=True)) == [1, 1]


@pytest.mark.parametrize(
    ("answer", "trouble"),
    [
        ("530 5.7.0 Authentication required", "server refused: 530 5.7.0"),
        ("451 4.3.0 Try later", "server refused: 451 4.3.0"),
    ],
)
def test_what_concerns_all_stops_the_issue_and_costs_nobody_anything(clock, server, answer, trouble):
    issue = begun(*readers("a@x.example", "b@x.example"))
    server.at_mail = answer
    assert (send(issue), issue.trouble) == (dict.fromkeys("ab", "queued"), trouble)
    assert (send(issue), issue.rests_until) == (dict.fromkeys("ab", "queued"), timezone.now() + timedelta(minutes=1))
    for minutes in (1, 1, 2, 4):  # it rests for as long as the trouble has lasted
        clock.shift(timedelta(minutes=minutes))
        send(issue)
        assert issue.trouble_at + timedelta(minutes=1) <= timezone.now()
    assert (issue.rests_until, sum(issue.copies.values_list("attempts", flat=True))) == (
        timezone.now() + timedelta(minutes=8), 0
    )  # fmt: skip
    assert (progress.of(issue).trouble, monitored()) == (trouble, {"copies_due": 1, "issues_resting": 1})
    server.at_mail = "250 OK"
    clock.shift(timedelta(minutes=8))
    assert (send(issue), issue.trouble, issue.rests_until) == (dict.fromkeys("ab", "sent"), "", None)
    assert monitored() == {"copies_due": 0, "issues_resting": 0}


def test_a_server_that_is_not_there_stops_the_issue(clock, settings):
    settings.EMAIL_PORT = smtp.free_port()
    issue = begun(*readers("a@x.example"))
    assert (send(issue), issue.trouble) == ({"a": "queued"}, "ConnectionRefusedError")


def test_where_all_are_refused_it_is_not_the_addresses(clock, server):
    """Also where a slow server refuses them in several runs; whatever it says of them, and whoever is asked."""
    people = readers(*(f"{name}@{name}.example" for name in "abcdefghijklm"))
    server.at_rcpt |= {one.email: "554 5.7.1 Relay access denied" if n % 2 else DEAD for n, one in enumerate(people)}
    issue = begun(*people)
    Copy.objects.filter(subscription__in=people[6:]).update(next_attempt_at=timezone.now() + timedelta(seconds=1))
    assert Counter(state[0] for state in send(issue).values()) == {"failed": 6, "q": 7}
    assert issue.trouble == ""
    clock.shift(timedelta(seconds=1))
    assert Counter(state[0] for state in send(issue).values()) == {"failed": 10, "q": 3}
    assert issue.trouble.startswith("refused in a row, recipient refused: 55")
    clock.shift(timedelta(minutes=1))
    send(issue)
    assert (issue.state, issue.trouble.startswith("all refused, recipient refused: 55")) == ("sending", True)
    assert set(issue.copies.values_list("state", flat=True)) == {"queued"}
    assert set(Subscription.objects.values_list("state", "refusals", "suspended_at")) == {("confirmed", 0, None)}
    server.at_rcpt = {}
    clock.shift(timedelta(minutes=5))
    assert (set(send(issue).values()), len(server.mails)) == ({"sent"}, 13)


class TestTenRefusedInARow:
    """They are dead addresses, or it is our fault: who is asked next, a minute later, decides."""

    @pytest.fixture
    def issue(self, clock, server):
        """Ten of a domain that is closed for good were refused."""
        closed = readers(*(f"{number}@closed.example" for number in range(10)))
        server.at_rcpt |= {one.email: DEAD for one in closed}
        issue = begun(*closed)
        send(issue)
        assert (self.standing(), issue.trouble) == ({("failed", "suspended", 1): 10}, f"refused in a row, {REFUSED}")
        assert issue.rests_until == timezone.now() + timedelta(minutes=1)
        clock.shift(timedelta(minutes=1))
        return issue

    def standing(self):
        return Counter(Copy.objects.values_list("state", "subscription__state", "subscription__refusals"))

    def joined_by(self, issue, *addresses):
        for one in readers(*addresses):
            domain = one.email.partition("@")[2]
            Copy.objects.create(issue=issue, subscription=one, domain=domain, next_attempt_at=timezone.now())

    def test_they_stand_once_one_elsewhere_is_taken(self, issue, server):
        self.joined_by(issue, "10@closed.example", "z@x.example")
        server.at_rcpt["10@closed.example"] = DEAD
        send(issue)
        assert self.standing() == {("failed", "suspended", 1): 11, ("sent", "confirmed", 0): 1}
        assert (issue.state, issue.trouble, issue.failed_count) == ("sent", "", 11)

    def test_they_stand_once_another_of_their_domain_is_taken_where_nobody_is_left_elsewhere(self, issue, server):
        self.joined_by(issue, "z@closed.example")
        send(issue)
        assert self.standing() == {("failed", "suspended", 1): 10, ("sent", "confirmed", 0): 1}

    @pytest.mark.parametrize("answer", [DEAD, SPAM])
    def test_they_are_taken_back_where_one_elsewhere_is_refused_too(self, issue, server, answer):
        self.joined_by(issue, "y@y.example", "z@z.example")
        server.at_rcpt |= {"y@y.example": answer, "z@z.example": answer}
        send(issue)
        assert self.standing() == {("queued", "confirmed", 0): 12}
        assert (issue.trouble[:13], sum(issue.copies.values_list("attempts", flat=True))) == ("all refused, ", 11)
        assert issue.rests_until == timezone.now() + timedelta(minutes=1)

    def test_they_are_taken_back_where_the_server_takes_from_nobody(self, issue, server):
        self.joined_by(issue, "z@x.example")
        server.at_mail = "530 5.7.0 Authentication required"
        send(issue)
        assert self.standing() == {("queued", "confirmed", 0): 11}

    def test_no_answer_decides_nothing(self, clock, issue, server):
        """The worker was killed while it asked; the next one's mailbox is full."""
        self.joined_by(issue, "z@x.example", "full@y.example")
        Copy.objects.filter(domain="x.example").update(state="sending", attempted_at=timezone.now())
        server.at_rcpt["full@y.example"] = FULL
        send(issue)
        in_doubt = {("failed", "suspended", 1): 10, ("uncertain", "confirmed", 0): 1}
        assert self.standing() == in_doubt | {("queued", "confirmed", 0): 1}
        server.at_rcpt["full@y.example"] = DEAD
        clock.shift(timedelta(minutes=5))
        send(issue)
        assert self.standing() == {("queued", "confirmed", 0): 11, ("uncertain", "confirmed", 0): 1}

    def test_where_nobody_is_left_to_ask_nobody_loses_a_subscription_and_the_issue_ends(self, clock, issue, server):
        issue.copies.filter(subscription__email__lt="5").update(
            attempts=10
        )  # the others are refused for the first time
        send(issue)
        assert self.standing() == {("failed", "confirmed", 0): 5, ("queued", "confirmed", 0): 5}
        issue.copies.filter(state="queued").update(state="sent", settled_at=timezone.now())
        send(issue)
        assert (issue.state, issue.failed_count, issue.sent_count) == ("sent", 5, 5)
        assert set(issue.copies.filter(state="failed").values_list("failure", flat=True)) == {f"all refused, {REFUSED}"}


def test_a_copy_whose_answer_is_lost_is_perhaps_sent_and_not_sent_again(clock, server):
    """And the others wait a minute: a server that breaks off each time shall not cost everybody's copy."""
    first, second = readers("a@x.example", "b@x.example")
    issue = begun(first, second)
    Copy.objects.filter(subscription=first).update(next_attempt_at=timezone.now() - timedelta(minutes=1))
    server.at_data["a@x.example"] = "lost"
    assert (send(issue), issue.trouble) == ({"a": ("uncertain", "answer lost"), "b": "queued"}, "answer lost")
    clock.shift(timedelta(minutes=1))
    assert send(issue) == {"a": ("uncertain", "answer lost"), "b": "sent"}
    assert (server.to, issue.state, issue.uncertain_count) == (["a@x.example", "b@x.example"], "sent", 1)
    assert Subscription.objects.get(email="a@x.example").told_up_to == 0


def test_an_issue_that_ends_with_trouble_rests_no_more(clock, server):
    issue = begun(*readers("a@x.example"))
    server.at_data["a@x.example"] = "lost"
    assert (send(issue), issue.state, issue.rests_until) == (
        {"a": ("uncertain", "answer lost")}, "sending", timezone.now() + timedelta(minutes=1)
    )  # fmt: skip
    clock.shift(timedelta(minutes=1))
    send(issue)
    assert (issue.state, issue.trouble, issue.rests_until, issue.uncertain_count) == ("sent", "", None, 1)


def test_a_domain_gets_its_share_of_each_minute_and_others_go_on(clock, server, settings):
    settings.NEWSLETTER_PER_DOMAIN = 2
    issue = begun(*readers(*(f"{n}@big.example" for n in range(5)), "a@x.example", "b@y.example"))
    send(issue)
    assert Counter(to.partition("@")[2] for to in server.to) == {"big.example": 2, "x.example": 1, "y.example": 1}
    job = ProcrastinateJob.objects.get(task_name="news.send_issue")
    assert (job.args, job.scheduled_at) == ({"issue_id": str(issue.pk)}, timezone.now() + timedelta(minutes=1))
    clock.shift(timedelta(seconds=59))
    send(issue)
    assert len(server.mails) == 4
    for served in (6, 7):
        clock.shift(timedelta(minutes=1))
        send(issue)
        assert len(server.mails) == served
    assert issue.state == "sent"


def test_what_cant_be_written_waits_for_its_mending_and_keeps_nobody(clock, server):
    issue = begun(*readers("a@x.example", "b@x.example"))

    def broken(copy):
        return write(copy) if copy.subscription.email.startswith("b") else 1 / 0

    assert send(issue, broken) == {"a": ("queued", "not written: ZeroDivisionError"), "b": "sent"}
    clock.shift(timedelta(minutes=5))
    assert send(issue) == dict.fromkeys("ab", "sent")


def test_the_clock_carries_on_what_has_something_to_do(clock):
    def carried_on():
        ProcrastinateJob.objects.all().delete()
        sending.carry_on(now=timezone.now())
        return [job.args["issue_id"] for job in ProcrastinateJob.objects.all()]

    issue = begun(*readers("a@x.example"))
    assert carried_on() == [str(issue.pk)]
    issue.copies.update(next_attempt_at=timezone.now() + timedelta(minutes=5))
    assert carried_on() == []
    issue.copies.update(state="sending")  # its worker was killed
    assert carried_on() == [str(issue.pk)]
    for changes in ({"paused_at": timezone.now()}, {"paused_at": None, "rests_until": timezone.now() + timedelta(1)}):
        Issue.objects.update(**changes)
        assert carried_on() == []
    Issue.objects.update(rests_until=None)
    issue.copies.all().delete()  # all have unsubscribed
    assert carried_on() == [str(issue.pk)]
    assert (send(issue), issue.state) == ({}, "sent")


def test_two_issues_take_turns(clock, server, monkeypatch):
    """Also where a second worker took up the other one meanwhile, found the first one sending and let it go."""
    monkeypatch.setattr(sending, "SECONDS", 0)  # a run is over before its first copy
    weekly, daily = begun(*readers("a@x.example")), begun(*readers("b@x.example"), frequency="daily")
    for first, second in ((weekly, daily), (daily, weekly), (weekly, daily)):
        ProcrastinateJob.objects.all().delete()
        send(first)
        jobs = ProcrastinateJob.objects.order_by("id").values_list("args__issue_id", flat=True)
        assert list(jobs) == [str(second.pk), str(first.pk)]


def test_as_many_statements_for_one_copy_as_for_each_of_three(clock, server, django_assert_num_queries):
    for count, queries in ((1, 20), (3, 20 + 2 * 2)):
        issue = begun(*readers(*(f"{count}{n}@x.example" for n in range(count))))
        Issue.objects.filter(pk=issue.pk).update(slot_on=date(2026, 1, count))
        with django_assert_num_queries(queries):
            sending.send(issue.pk, write=write)


class TestPausing:
    def test_a_clerk_holds_it_up_at_once_and_lets_it_go_on(self, clock, server):
        issue, editor = begun(*readers("a@x.example", "b@x.example")), clerk_of("stadt-naunhof", Role.EDITOR)
        by = memberships.actor_of(editor)

        def write_and_meanwhile(copy):
            pausing.pause(issue.pk, by=by)
            return write(copy)

        assert send(issue, write_and_meanwhile) == dict.fromkeys("ab", "queued")
        assert (server.mails, progress.of(issue).is_paused) == ([], True)
        assert send(issue) == dict.fromkeys("ab", "queued")
        pausing.resume(issue.pk, by=by)
        pausing.resume(issue.pk, by=by)
        assert ProcrastinateJob.objects.get(task_name="news.send_issue").args == {"issue_id": str(issue.pk)}
        assert send(issue) == dict.fromkeys("ab", "sent")
        told = AuditEntry.objects.order_by("id").values_list("act", "actor_id")
        assert list(told) == [("issue.paused", editor.pk), ("issue.resumed", editor.pk)]

    def test_only_who_writes_news_and_only_what_is_going_out(self, clock):
        issue = begun()
        for by in (actors.GUEST, memberships.actor_of(clerk_of("stadt-naunhof", Role.MODERATOR))):
            with pytest.raises(NotEntrusted):
                pausing.pause(issue.pk, by=by)
        send(issue)
        for act in (pausing.pause, pausing.resume):
            with pytest.raises(IssueNotBeingSent):
                act(issue.pk, by=actors.SYSTEM)
            with pytest.raises(Missing):
                act(uuid4(), by=actors.SYSTEM)


class TestProgress:
    def test_it_tells_how_far_it_is_how_fast_and_until_when(self, clock, settings, django_assert_num_queries):
        settings.NEWSLETTER_PER_DOMAIN = 2
        issue = begun(*readers(*(f"{n}@x.example" for n in range(8))))
        send(issue)
        clock.shift(timedelta(minutes=1))
        send(issue)
        with django_assert_num_queries(1):
            told = progress.of(issue)
        assert (told.total, told.settled, told.percent) == (8, 4, 50)
        assert (told.counts["sent"], told.counts["queued"], told.per_minute) == (4, 4, 4)
        assert told.ends_at == timezone.now() + timedelta(minutes=1)

    def test_it_is_known_when_its_copies_are_gone(self, clock, django_assert_num_queries):
        issue = begun(*readers("a@x.example"))
        send(issue)
        for days, there in ((30, 1), (1, 0)):
            clock.shift(timedelta(days=days))
            runs.carry_out(now=timezone.now())
            assert Copy.objects.count() == there
        with django_assert_num_queries(0):
            told = progress.of(issue)
        assert (told.total, told.percent, told.counts["sent"], told.ends_at) == (1, 100, 1, None)
