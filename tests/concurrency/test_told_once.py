"""Workers killed with SIGKILL at the worst moment: each is told exactly once, in the app and by mail."""

import email
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from core.accounts.models import Role
from core.actors import SYSTEM
from core.actors import person as acting
from core.mail import delivery
from core.mail.models import OutgoingMail
from core.municipalities.models import Municipality
from core.notifications import choices, digests
from core.notifications.models import Notification
from ideas.models import IdeaStatus, IdeaStatusChange, PreparedAnswer
from ideas.services import answers, prepared
from tests.factories.ideas import IdeaFactory
from tests.factories.roles import clerk_of

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("region")]
ROOT = Path(__file__).resolve().parents[2]
PUBLISH = ("ideas.tasks", "publish_answers")
DIGESTS = ("core.notifications.tasks", "send_digests")
DELIVER = ("core.mail.tasks", "deliver")


@pytest.fixture
def killed(tmp_path):
    """Run a task in a process that is killed before a statement, or when all is done."""

    def run(task, *ids, before=""):
        database = connection.settings_dict["NAME"]
        arguments = [sys.executable, "-m", "tests.concurrency.dying_worker", database, tmp_path, *task, before, *ids]
        ended = subprocess.run(arguments, cwd=ROOT, env=os.environ, capture_output=True, timeout=60, check=False)
        assert ended.returncode == -signal.SIGKILL, ended.stderr.decode()

    return run


@pytest.fixture
def idea():
    return IdeaFactory(by_person=True, municipality=Municipality.objects.get(slug="naunhof"))


def told():
    """Steps, what was told on which channel, and letters: all that an answer leaves."""
    steps = IdeaStatusChange.objects.filter(position__gt=1).count()
    channels = sorted(Notification.objects.values_list("channel", flat=True))
    return steps, channels, sorted(OutgoingMail.objects.values_list("letter", flat=True))


def test_a_prepared_answer_is_given_and_told_once(killed, idea):
    clerk = clerk_of("stadt-naunhof", Role.MODERATOR)
    PreparedAnswer.objects.create(
        idea=idea, status="accepted", answer="Kommt.", prepared_by=clerk, publish_at=timezone.now() - timedelta(hours=1)
    )
    killed(PUBLISH, before='UPDATE "ideas_preparedanswer"')  # the step, its notices and its letter are written
    assert told() == (0, [], [])
    killed(PUBLISH)
    assert told() == (1, ["app", "mail"], ["idea_status"])
    assert (prepared.publish_due(now=timezone.now()), told()[0]) == (0, 1)


def test_the_daily_mail_holds_each_step_once(killed, idea):
    choices.choose(idea.author, {"own_ideas": "daily"}, by=acting(idea.author))
    for words in ("Wir prüfen.", "Der Ort passt."):
        answers.change_status(idea.pk, IdeaStatus.UNDER_REVIEW, by=SYSTEM, answer=words)
    killed(DIGESTS, before='INSERT INTO "mail_outgoingmail"')  # the steps know which mail holds them
    assert Notification.objects.awaiting_digest().count() == 2
    killed(DIGESTS)
    assert told() == (2, ["app", "app", "digest", "digest"], ["notification_digest"])
    assert (digests.send_due(), OutgoingMail.objects.count()) == (0, 1)
    named = Notification.objects.filter(channel="digest").values_list("digest", flat=True).distinct()
    assert [str(one) for one in named] == [OutgoingMail.objects.get().ids["digest_id"]]


def test_a_mail_whose_fate_is_unknown_is_recognised_by_its_number(killed, idea, tmp_path, settings):
    """Between the server's “250 OK” and our note of it nothing can know; mailboxes drop what has the same number."""
    settings.EMAIL_BACKEND, settings.EMAIL_FILE_PATH = "django.core.mail.backends.filebased.EmailBackend", tmp_path
    answers.change_status(idea.pk, IdeaStatus.ACCEPTED, by=SYSTEM)
    mail = OutgoingMail.objects.get()
    killed(DELIVER, str(mail.pk), before='UPDATE "mail_outgoingmail"')
    mail.refresh_from_db()
    assert mail.status == "queued"
    for _again in range(2):
        delivery.deliver(mail.pk)
    mail.refresh_from_db()
    sent = [email.message_from_bytes(file.read_bytes()) for file in tmp_path.iterdir()]
    assert (mail.status, len(sent)) == ("sent", 2)
    assert len({(one["Message-ID"], one["To"], one["Subject"]) for one in sent}) == 1
