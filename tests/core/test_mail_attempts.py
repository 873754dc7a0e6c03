"""What the mail server's answers mean, and that no letter is given up for what is not about it."""

import smtplib
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.core.mail import EmailMessage
from procrastinate.contrib.django import app
from procrastinate.jobs import Job
from structlog.testing import capture_logs

from core.mail import delivery, outbox, tasks
from core.mail.attempts import Fate, Line, Outcome, outcome_of
from core.mail.models import OutgoingMail
from core.mail.smtp import AnswerLostError
from tests.factories.accounts import PersonFactory
from tests.news import receiver as smtp

TO = "erika@example.org"


def at_recipient(code, words):
    return smtplib.SMTPRecipientsRefused({TO: (code, words)})


@pytest.mark.parametrize(
    ("fault", "fate", "words"),
    [
        (at_recipient(550, b"5.1.1 <erika@example.org> unknown"), Fate.REFUSED, "recipient refused: 550 5.1.1"),
        (at_recipient(450, b"4.2.0 Greylisted"), Fate.LATER, "recipient refused: 450 4.2.0"),
        (at_recipient(530, b"5.7.0 Authenticate first"), Fate.BARRED, "recipient refused: 530 5.7.0"),
        (at_recipient(550, b"\xff no"), Fate.REFUSED, "recipient refused: 550"),
        (smtplib.SMTPDataError(554, b"5.7.1 spam"), Fate.REFUSED, "server refused: 554 5.7.1"),
        (smtplib.SMTPDataError(451, b"4.3.0 busy"), Fate.LATER, "server refused: 451 4.3.0"),
        (smtplib.SMTPSenderRefused(552, b"5.3.4 too big", "x"), Fate.REFUSED, "server refused: 552 5.3.4"),
        (smtplib.SMTPSenderRefused(550, b"5.7.1 not yours", "x"), Fate.BARRED, "server refused: 550 5.7.1"),
        (smtplib.SMTPAuthenticationError(535, b"5.7.8 no"), Fate.BARRED, "server refused: 535 5.7.8"),
        (smtplib.SMTPAuthenticationError(454, b"4.7.0 later"), Fate.UNREACHABLE, "server refused: 454 4.7.0"),
        (smtplib.SMTPConnectError(421, b"busy"), Fate.UNREACHABLE, "server refused: 421"),
        (smtplib.SMTPConnectError(554, b"no"), Fate.BARRED, "server refused: 554"),
        (smtplib.SMTPServerDisconnected("x"), Fate.UNREACHABLE, "SMTPServerDisconnected"),
        (AnswerLostError("x"), Fate.UNKNOWN, "answer lost"),
        (smtplib.SMTPNotSupportedError("SMTPUTF8"), Fate.REFUSED, "address not supported"),
        (TimeoutError(), Fate.UNREACHABLE, "TimeoutError"),
    ],
)
def test_each_answer_is_about_somebody(fault, fate, words):
    outcome = outcome_of(fault)
    assert (outcome.fate, str(outcome)) == (fate, words)
    noted = Outcome.noted(words)
    assert (noted == outcome) == (fate is Fate.REFUSED and outcome.code > 0)


@pytest.fixture
def server(settings):
    settings.EMAIL_BACKEND = "core.mail.smtp.EmailBackend"
    with smtp.listening() as receiver:
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", receiver.controller.port
        yield receiver


def test_after_a_hundred_mails_the_line_is_opened_anew(server):
    line = Line()
    message = EmailMessage("Neues", "Text", "brief@region.example", [TO])
    assert {line.hand_over(message).fate for _ in range(101)} == {Fate.SENT}
    line.close()
    assert (len(server.mails), len(server.connections)) == (101, 2)


@pytest.mark.django_db
def test_a_wrong_password_delays_letters_and_a_refused_address_ends_them(server, settings, region):
    letters = [
        outbox.queue("password_changed", language="de", person_id=PersonFactory(email=email).pk)
        for email in (TO, "max@example.org")
    ]
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = "wrong"
    with pytest.raises(smtplib.SMTPException):
        delivery.deliver(letters[0].pk)
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    server.at_rcpt[TO] = "550 5.1.1 No such user"
    for letter in letters:
        delivery.deliver(letter.pk)
    rows = OutgoingMail.objects.order_by("created_at").values_list("status", "failure")
    assert list(rows) == [("failed", "recipient refused: 550 5.1.1"), ("sent", "")]


@pytest.mark.django_db
def test_a_server_that_is_down_for_days_loses_no_letter_and_is_told_without_addresses(server, settings, region):
    letter = outbox.queue("password_changed", language="de", person_id=PersonFactory(email=TO).pk)
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = "wrong"
    almost = OutgoingMail.objects.get().created_at + delivery.TRIED_FOR - timedelta(minutes=1)
    with time_machine.travel(almost, tick=False), capture_logs() as logs, pytest.raises(smtplib.SMTPException):
        delivery.deliver(letter.pk)
    assert [(line["event"], line["letter"], set(line) & {"to", "email"}) for line in logs] == [
        ("mail_delayed", "password_changed", set()),
    ]  # fmt: skip
    assert TO not in str(logs)
    assert OutgoingMail.objects.get().status == "queued"
    with time_machine.travel(almost + timedelta(minutes=2), tick=False):
        delivery.deliver(letter.pk)
    assert OutgoingMail.objects.get().status == "failed"


def test_a_letter_is_tried_in_time_and_for_as_long_as_it_counts():
    strategy = app.tasks[f"mail.{tasks.deliver.__name__}"].retry_strategy
    waits = []
    for count in range(100):
        job = Job(id=1, queue="default", lock=None, queueing_lock=None, task_name="mail.deliver", attempts=count)
        if (decision := strategy.get_retry_decision(exception=OSError(), job=job)) is None:
            break
        waits.append(round((decision.retry_at - datetime.now(UTC)).total_seconds()))
    assert waits[:7] == [5, 25, 125, 625, 3125, 10800, 10800]
    assert (max(waits), len(waits) + 1) == (10800, 50)
    assert timedelta(seconds=sum(waits)) > delivery.TRIED_FOR


@pytest.mark.django_db
@pytest.mark.parametrize("domain", ["\u202e\u2066.org", "ﷺ" * 40 + ".org"])
def test_a_letter_that_nobody_can_address_is_given_up_at_once(region, domain):
    letter = outbox.queue("password_changed", language="de", person_id=PersonFactory(email=f"erika@{domain}").pk)
    delivery.deliver(letter.pk)
    assert OutgoingMail.objects.values_list("status", "failure").get() == ("failed", "address not valid")
