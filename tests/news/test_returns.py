"""Mails that were taken and came back later: which report is about which copy, and what follows for its reader."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.conf import settings
from django.utils import timezone

from core.inbox import returns
from core.mail.models import OutgoingMail
from events.models import IncomingMail
from events.services import reading_mail
from news.models import Copy, Issue, Subscription
from tests.factories.newsletter import SubscriptionFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]

# As Postfix writes it (bounce(8)); with `headers` as others do, who send back no more than those.
REPORT = """\
Return-Path: <>
From: MAILER-DAEMON@mx.example (Mail Delivery System)
Subject: Undelivered Mail Returned to Sender
To: newsletter@region.example
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status;
 boundary="4bK9.1764/mx.example"
Message-Id: <{own}@mx.example>

This is a MIME-encapsulated message.

--4bK9.1764/mx.example
Content-Description: Notification
Content-Type: text/plain; charset=us-ascii

<erika@example.org>: host mail.example.org said: 550 5.1.1 User unknown

--4bK9.1764/mx.example
Content-Description: Delivery report
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
X-Postfix-Sender: rfc822; newsletter@region.example

Final-Recipient: rfc822; erika@example.org
Original-Recipient: rfc822;erika@example.org
Action: {action}
Status: {status}
Remote-MTA: dns; mail.example.org
Diagnostic-Code: smtp; 550 5.1.1 User unknown

--4bK9.1764/mx.example
Content-Description: Undelivered Message
Content-Type: {kind}

From: Region <newsletter@region.example>
To: erika@example.org
Subject: Neues
Message-ID: <{copy}@{host}>

Text
--4bK9.1764/mx.example--
"""


def report(copy_id, status="5.1.1", action="failed", kind="message/rfc822", host=None):
    about = {"copy": copy_id, "status": status, "action": action, "kind": kind, "host": host or settings.PUBLIC_HOST}
    return REPORT.format(own=uuid4(), **about).replace("\n", "\r\n").encode()


@pytest.fixture
def reader():
    return SubscriptionFactory(email="erika@example.org")


def copy_of(reader, days_ago=0, **changes):
    """A copy of a finished issue, as it was sent."""
    at = timezone.now() - timedelta(days=days_ago)
    issue = Issue.objects.create(
        frequency="weekly", slot_on=at.date(), send_at=at, state="sent", started_at=at, finished_at=at, after=0,
        up_to=1, upcoming_until=at, sent_count=5,
    )  # fmt: skip
    values = {"state": "sent", "settled_at": at, "attempted_at": at, "created_at": at} | changes
    return Copy.objects.create(issue=issue, subscription=reader, domain="example.org", next_attempt_at=at, **values)


def standing():
    reader = Subscription.objects.get()
    return reader.state, reader.refusals


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_mailbox_that_is_not_there_ends_its_subscription(reader, kind):
    copy = copy_of(reader)
    assert returns.tell(report(copy.pk, kind=kind)) is True
    copy.refresh_from_db()
    assert (copy.state, copy.failure, standing()) == ("failed", "returned: 5.1.1", ("suspended", 1))
    assert (copy.issue.sent_count, copy.issue.failed_count) == (4, 1)
    assert returns.tell(report(copy.pk, kind=kind)) is False
    copy.issue.refresh_from_db()
    assert (copy.issue.sent_count, copy.issue.failed_count) == (4, 1)


def test_three_issues_in_a_row_that_came_back_do_so_too(reader):
    """Reports come late and in any order."""
    copies = [copy_of(reader, days_ago) for days_ago in (21, 14, 7, 0)]
    stands = []
    for copy in (copies[0], *copies[2:], copies[1]):
        returns.tell(report(copy.pk, "5.2.1"))
        stands.append(standing())
    assert stands == [("confirmed", 1), ("confirmed", 1), ("confirmed", 2), ("suspended", 4)]


@pytest.mark.parametrize("status", ["5.7.1", "4.4.7"])
def test_what_is_disliked_or_took_too_long_says_nothing_of_the_address(reader, status):
    copy = copy_of(reader)
    returns.tell(report(copy.pk, status))
    copy.refresh_from_db()
    assert (copy.state, standing()) == ("failed", ("confirmed", 0))


def test_other_mails_and_what_is_not_ours_change_nothing(reader):
    copy = copy_of(reader)
    queued = copy_of(reader, days_ago=7, state="queued", settled_at=None)
    whole = report(copy.pk)
    for content in (
        report(copy.pk, action="delayed"),
        report(copy.pk, "2.0.0", action="delivered"),
        report(uuid4()),
        report(queued.pk),
        report(copy.pk, host="other.example"),
        whole.replace(b"multipart/report", b"multipart/mixed"),
        whole.replace(b"Status: ", b"Statue: "),
        whole[:900],
        b"",
        b"Content-Type: multipart/report; report-type=delivery-status\r\n\r\nnothing",
    ):
        assert returns.tell(content) is False
    assert (set(Copy.objects.values_list("state", flat=True)), standing()) == ({"sent", "queued"}, ("confirmed", 0))


def test_letters_that_came_back_are_known_as_failed():
    letter = OutgoingMail.objects.create(letter="x", language="de", ids={})
    assert returns.tell(report(letter.pk)) is False  # nobody has handed it over
    letter.settle(OutgoingMail.Status.SENT)
    assert (returns.tell(report(letter.pk)), returns.tell(report(letter.pk))) == (True, False)
    letter.refresh_from_db()
    assert (letter.status, letter.failure) == ("failed", "returned: 5.1.1")


def test_the_mailbox_is_read_for_them(reader):
    copy, moved = copy_of(reader), []

    class Opened:
        """A folder with this one mail."""

        def beginning(self, _uid):
            return report(copy.pk)

        put_away = moved.append

    assert reading_mail._take_in(Opened(), 7) == 1
    assert (moved, standing(), IncomingMail.objects.get().outcome) == ([7], ("suspended", 1), "not_answered")
