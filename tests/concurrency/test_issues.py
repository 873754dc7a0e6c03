"""Workers that are killed with SIGKILL while they send an issue: nobody gets two copies, only the uncertain none."""

import os
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.db import OperationalError, connection
from django.utils import timezone

from news.models import Copy, Issue
from news.services import issues, sending
from tests.concurrency.dying_sender import write
from tests.factories.newsletter import SubscriptionFactory
from tests.news import receiver as smtp

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("region")]
ROOT = Path(__file__).resolve().parents[2]
READERS = 60
BEGUN = """
    UPDATE news_issue SET state = 'sending', started_at = %s, after = 0, up_to = 0, upcoming_until = now()
    WHERE id IN (SELECT id FROM news_issue FOR NO KEY UPDATE NOWAIT)
"""


@pytest.fixture
def issue():
    now = timezone.now()
    issue = Issue.objects.create(
        frequency="weekly", slot_on=now.date(), send_at=now, state="sending", started_at=now, after=0, up_to=7,
        upcoming_until=now + timedelta(days=14),
    )  # fmt: skip
    readers = SubscriptionFactory.create_batch(READERS)
    Copy.objects.bulk_create(
        Copy(issue=issue, subscription=one, domain="example.org", next_attempt_at=now) for one in readers
    )
    return issue


def finish(issue):
    """As the next worker does, once the database has noticed that the last one is dead."""
    deadline = time.monotonic() + 30
    while issue.state != "sent" and time.monotonic() < deadline:
        sending.send(issue.pk, write=write)
        issue.refresh_from_db()


def test_killed_again_and_again_it_reaches_each_once(issue, settings):
    settings.EMAIL_BACKEND = "core.mail.smtp.EmailBackend"
    moments = ["taken", "marked", "23", "taken", "30"]
    with smtp.listening() as receiver:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", receiver.controller.port
        where = (connection.settings_dict["NAME"], str(receiver.controller.port), str(issue.pk))
        command = [sys.executable, "-m", "tests.concurrency.dying_sender", *where, *moments]
        ended = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, timeout=60, check=False)
        assert ended.returncode == 0, ended.stderr.decode()
        before = len(receiver.mails)
        finish(issue)
    got = Counter(receiver.to)
    by_state = dict(issue.copies.values_list("subscription__email", "state"))
    uncertain = {email for email, state in by_state.items() if state == "uncertain"}
    assert (set(by_state.values()), set(got.values())) == ({"sent", "uncertain"}, {1})
    assert set(got) | uncertain == set(by_state)
    # Each worker left the one copy it was at; of the numbered ones one died before it had marked its next.
    assert (issue.uncertain_count, READERS - len(got), 0 < before < READERS) == (4, 1, True)
    assert (issue.sent_count + issue.uncertain_count, mail.outbox) == (READERS, [])


def test_of_two_workers_one_sends(issue):
    """The lock is held by another connection, as another process holds it."""
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [sending.SENDING])
        sending.send(issue.pk, write=write)
        assert (mail.outbox, issue.copies.filter(state="queued").count()) == ([], READERS)
        cursor.execute("SELECT pg_advisory_unlock(%s)", [sending.SENDING])
    other.close()
    finish(issue)
    assert {one.to[0] for one in mail.outbox} == set(issue.copies.values_list("subscription__email", flat=True))
    assert len(mail.outbox) == READERS


@pytest.mark.parametrize("look", range(1, 6))
def test_an_issue_that_another_worker_begins_is_not_begun_again(look):
    """Between any two looks at it. A clerk has moved it ahead, so the last regular moment has no issue of its own."""
    now = timezone.now()
    Issue.objects.create(frequency="weekly", slot_on=now.date() + timedelta(days=1), send_at=now)
    SubscriptionFactory()
    other, looks = connection.copy(), []

    def begin_or_wait(execute, sql, *rest):
        if '"news_issue"' in sql and (looks.append(sql) or len(looks) == look):
            with suppress(OperationalError), other.cursor() as cursor:
                cursor.execute(BEGUN, [now])
        return execute(sql, *rest)

    with connection.execute_wrapper(begin_or_wait):
        ours = issues.begin_due(now=now)
    other.close()
    assert Issue.objects.get().state == "sending"
    # What the other worker begins has no copies here. Our third look takes hold of it: from then on it is ours.
    assert (len(ours), Copy.objects.count()) == ((0, 0) if look < 4 else (1, 1))
