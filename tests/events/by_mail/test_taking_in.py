"""Mails are taken in once, answered in their thread and with measure; a forged sender gains nothing."""

import time
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.core import mail as sent
from django.utils import timezone

from core import actors
from core.accounts.models import Role
from core.accounts.roles import NotEntrusted
from core.errors import Missing
from core.mail import delivery
from core.mail.models import OutgoingMail
from core.privacy import rights, runs
from events import errors
from events.models import Channel, IncomingMail, Question, Registration
from events.services import answers, by_mail, questions, registrations
from tests.events.by_mail.letters import mail, multipart, part, thunderbird
from tests.events.conftest import links_in, token_of
from tests.factories.accounts import PersonFactory
from tests.factories.events import RegistrationFactory, WorkshopFactory
from tests.factories.roles import actor_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
KEYWORD = "Digitalworkshop Borsdorf"


@pytest.fixture
def workshop():
    return WorkshopFactory(keyword=KEYWORD, event__title="Digitalworkshop", capacity=20)


@pytest.fixture
def unclear(workshop):
    return by_mail.take_in(mail("Bitte anmelden", "Wir kommen zu zweit", name="Otto Krause", sender="otto@example.org"))


def deliver():
    for one in OutgoingMail.objects.filter(status="queued").order_by("created_at"):
        delivery.deliver(one.pk)
    return sent.outbox


def test_the_link_comes_back_in_the_same_thread(workshop, settings):
    settings.MAILBOX_ADDRESS = "anmeldung@partheland.example"
    by_mail.take_in(mail(KEYWORD, name="Jürgen Groß", message_id="<abc.1@mail.example.org>"))
    (answer,) = deliver()
    assert answer.to == ["erika.muster@example.org"]
    assert "Jürgen Groß" in answer.body
    headers = answer.message()
    assert [headers[name] for name in ("In-Reply-To", "References", "Auto-Submitted")] == [
        "<abc.1@mail.example.org>", "<abc.1@mail.example.org>", "auto-replied",
    ]  # fmt: skip
    assert answer.reply_to == ["anmeldung@partheland.example"]
    link = links_in(answer.body)[0]
    assert registrations.confirm(link.partition("?token=")[2], party_size=3, name="J. Groß").state == "confirmed"
    stored = Registration.objects.get()
    assert (stored.name, stored.party_size) == ("J. Groß", 3)


def test_who_wrote_and_then_filled_in_the_form_is_not_asked_again(workshop):
    questions.put(workshop.event_id, [Question(key="meal", label="Essen?", is_required=True)], by=actors.SYSTEM)
    by_mail.take_in(mail(KEYWORD, "zu dritt", sender="erika@example.org"))
    registration = registrations.register(
        workshop.event_id, name="Erika", email="erika@example.org", party_size=2, answers={"meal": "Suppe"},
        language="de", by=actors.GUEST,
    )  # fmt: skip
    confirmed = registrations.confirm(token_of(registration))
    told = (confirmed.state, confirmed.channel, confirmed.party_size, answers.of(confirmed.pk))
    assert told == ("confirmed", Channel.ONLINE, 2, {"meal": "Suppe"})
    assert Registration.objects.count() == 1


def test_the_same_mail_again_changes_nothing(workshop):
    content = mail(KEYWORD, message_id="<abc.1@mail.example.org>")
    first = by_mail.take_in(content)
    again = by_mail.take_in(content.replace(b"Received: from", b"Received: once more from"))
    assert (again.pk, IncomingMail.objects.count(), OutgoingMail.objects.count()) == (first.pk, 1, 1)


def test_without_a_message_id_its_bytes_tell_it(workshop):
    content = mail(KEYWORD, headers={"Message-ID": None})
    assert by_mail.take_in(content).pk == by_mail.take_in(content).pk
    assert OutgoingMail.objects.count() == 1


def test_what_a_settled_mail_said_is_forgotten(workshop):
    by_mail.take_in(mail(KEYWORD, "Ein geheimer Satz"))
    row = IncomingMail.objects.get()
    assert (row.sender, row.sender_name, row.subject, row.text) == ("", "", "", "")
    assert row.settled_at is not None


def test_a_question_waits_for_a_person(workshop):
    by_mail.take_in(mail(KEYWORD, "Ist der Raum ohne Stufen zu erreichen?"))
    row = IncomingMail.objects.get()
    assert (row.outcome, row.settled_at, row.text) == ("registered", None, "Ist der Raum ohne Stufen zu erreichen?")


def test_nobody_is_answered_more_than_a_few_times_a_day(workshop, time_machine):
    time_machine.move_to(timezone.now())
    reasons = [by_mail.take_in(mail("Hallo", f"{number}")).reason for number in range(6)]
    assert reasons == ["no_keyword"] * 4 + ["answered_often"] * 2
    assert OutgoingMail.objects.count() == 4
    time_machine.shift(timedelta(days=1, seconds=1))
    assert by_mail.take_in(mail("Hallo", "neu")).reason == "no_keyword"


def test_all_together_are_bounded_too(workshop, monkeypatch):
    monkeypatch.setattr(by_mail, "MOST_TO_ALL", 2)
    reasons = [by_mail.take_in(mail("Hallo", sender=f"a{number}@example.org")).reason for number in range(3)]
    assert reasons == ["no_keyword", "no_keyword", "many_mails"]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"closes_at": timezone.now() - timedelta(hours=1), "opens_at": None}, errors.RegistrationClosed),
        ({"opens_at": timezone.now() + timedelta(days=1)}, errors.RegistrationNotOpenYet),
        ({"event__status": "cancelled"}, errors.EventCancelled),
    ],
)
def test_what_cannot_be_registered_is_told_with_what_can(changes, refusal):
    WorkshopFactory(keyword=KEYWORD, event__title="Digitalworkshop", **changes)
    WorkshopFactory(keyword="Bürgerwerkstatt", event__title="Werkstatt")
    row = by_mail.take_in(mail(KEYWORD))
    (answer,) = deliver()
    assert (row.outcome, row.reason) == ("refused", refusal.code)
    assert "Digitalworkshop" in answer.body
    assert "Bürgerwerkstatt: Werkstatt" in answer.body


@pytest.mark.parametrize("is_open", [False, True])
def test_of_dates_with_one_keyword_the_only_open_one_is_meant_and_of_several_one_chooses_on_their_pages(is_open):
    first = WorkshopFactory(keyword=KEYWORD, event__title="Digitalworkshop", is_open=is_open)
    second = WorkshopFactory(keyword=KEYWORD.upper(), event__title="Digitalworkshop")
    WorkshopFactory(keyword="Bürgerwerkstatt", event__title="Werkstatt")
    row = by_mail.take_in(mail(KEYWORD))
    (answer,) = deliver()
    if not is_open:
        assert (row.outcome, row.event_id) == ("registered", second.event_id)
        return
    assert (row.outcome, row.reason) == ("unclear", "several")
    assert links_in(answer.body) == [
        f"{django_settings.PUBLIC_URL}/events/{one.event_id}/register" for one in (first, second)
    ]
    assert "Bürgerwerkstatt: Werkstatt" in answer.body
    assert f"{KEYWORD}: Digitalworkshop" not in answer.body


def test_the_answer_repeats_nothing_that_was_written(workshop, settings):
    settings.MAILBOX_ADDRESS = "anmeldung@partheland.example"
    by_mail.take_in(mail("KAUFEN SIE http://werbung.example", "http://werbung.example", name="www.werbung.example/x"))
    (answer,) = deliver()
    assert "werbung" not in str(answer.message())
    assert answer.reply_to == ["anmeldung@partheland.example"]


def test_who_is_registered_is_told_so_and_learns_no_more(workshop):
    RegistrationFactory(workshop=workshop, confirmed=True, email="erika.muster@example.org")
    by_mail.take_in(mail(KEYWORD, message_id="<abc.1@mail.example.org>"))
    (answer,) = deliver()
    assert answer.subject.startswith("Sie sind bereits angemeldet")
    assert answer.message()["In-Reply-To"] == "<abc.1@mail.example.org>"


def test_absage_to_our_letter_brings_the_link_and_changes_nothing(workshop, settings):
    by_mail.take_in(mail(KEYWORD))
    (asked,) = deliver()
    registration = registrations.confirm(token_of(Registration.objects.get()))
    reply = thunderbird("Re: Bitte bestätigen", "Absage", headers={"In-Reply-To": asked.message()["Message-ID"]})
    row = by_mail.take_in(reply)
    assert (row.outcome, row.registration) == ("cancel_link", registration)
    letter = deliver()[-1]
    assert (letter.to, links_in(letter.body)[0].partition("?")[0].rpartition("/")[2]) == (
        [registration.email],
        "cancel",
    )
    registration.refresh_from_db()
    assert registration.state == "confirmed"


def test_a_strangers_absage_reaches_only_the_registered_address(workshop):
    registration = RegistrationFactory(workshop=workshop, confirmed=True, email="erika@example.org")
    letter = OutgoingMail.objects.create(letter="x", language="de", ids={"registration_id": str(registration.pk)})
    headers = {"References": f"<{letter.pk}@api.partheland.example>"}
    letter.settle(OutgoingMail.Status.SENT)
    by_mail.take_in(mail("Absage", "absagen", sender="fremd@example.org", headers=headers))
    (answer,) = deliver()
    assert answer.to == ["erika@example.org"]


def test_absage_with_the_keyword_finds_the_senders_own_registration(workshop):
    RegistrationFactory(workshop=workshop, confirmed=True, email="andere@example.org")
    own = RegistrationFactory(workshop=workshop, confirmed=True, email="erika.muster@example.org")
    row = by_mail.take_in(mail(f"Absage {KEYWORD}", "Leider bin ich verhindert."))
    assert (row.outcome, row.registration) == ("cancel_link", own)


class TestClerks:
    def test_assign_an_unclear_mail_with_what_it_says(self, workshop, unclear):
        editor = actor_of("gemeinde-borsdorf", Role.EDITOR)
        registration = by_mail.assign(unclear.pk, event_id=workshop.event_id, by=editor)
        assert (registration.email, registration.name) == ("otto@example.org", "Otto Krause")
        assert (registration.state, registration.proposed_party_size) == ("unconfirmed", 2)
        unclear.refresh_from_db()
        assert (unclear.outcome, unclear.sender, unclear.event_id) == ("registered", "", workshop.event_id)
        with pytest.raises(Missing):
            by_mail.assign(unclear.pk, event_id=workshop.event_id, by=editor)

    def test_of_others_may_not(self, workshop, unclear):
        with pytest.raises(NotEntrusted):
            by_mail.assign(unclear.pk, event_id=workshop.event_id, by=actor_of("stadt-naunhof", Role.EDITOR))
        assert not Registration.objects.exists()

    def test_lay_it_aside(self, unclear):
        by_mail.dismiss(unclear.pk, by=actors.SYSTEM)
        unclear.refresh_from_db()
        assert (unclear.outcome, unclear.text, unclear.sender) == ("dismissed", "", "")


class TestPrivacy:
    def test_unsettled_mails_are_empty_after_two_weeks_and_gone_after_ninety_days(self, unclear):
        now = timezone.now()
        runs.carry_out(now=now + timedelta(days=13))
        unclear.refresh_from_db()
        assert unclear.text
        runs.carry_out(now=now + timedelta(days=15))
        unclear.refresh_from_db()
        assert (unclear.outcome, unclear.text, unclear.sender, unclear.message_id) == ("dismissed", "", "", "")
        runs.carry_out(now=now + timedelta(days=91))
        assert not IncomingMail.objects.exists()

    def test_the_sender_sees_and_erases_them(self, unclear):
        person = PersonFactory(email="otto@example.org")
        assert [one["subject"] for one in rights.export(person)["events_mail"]["mails"]] == ["Bitte anmelden"]
        rights.erase(person, keep_contributions=False, by=actors.SYSTEM)
        unclear.refresh_from_db()
        assert (unclear.sender, unclear.text) == ("", "")


def deep(levels):
    """Parts in parts in parts."""
    content = part("Digitalworkshop Borsdorf")
    for level in range(levels):
        content = multipart("", "mixed", [content], boundary=f"b{level}").decode("latin-1")
    return (mail("x").split(b"Content-Type")[0].decode("latin-1") + content).encode("latin-1")


HOSTILE = {
    "nothing": b"",
    "no headers": b"\r\n\r\n\x00\xff\xfe",
    "only bytes": bytes(range(256)) * 400,
    "deep": deep(300),
    "very deep": b"Content-Type: multipart/mixed; boundary=a\r\n\r\n"
    + b"--a\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n" * 3000,
    "many parts": multipart(mail("x").split(b"Content-Type")[0].decode("latin-1"), "mixed", [part("y")] * 2000),
    "a long header": mail("x" * 150_000),
    "many headers": b"".join(b"X-%d: y\r\n" % number for number in range(20_000)) + b"\r\n",
    "many addresses": mail("x", headers={"From": "a@example.org, " * 8000}),
    "encoded words": mail("", raw_subject="=?utf-8?B?////?= =?x?Q?=FF?= =?utf-8?B?" + "A" * 5000 + "?="),
    "NUL bytes": mail("Digital\x00workshop Borsdorf", "\x00" * 100, name="E\x00"),
    "unclosed HTML": mail("x", "<div " * 30_000, kind="text/html"),
    "unclosed style": mail("x", "<style>" * 20_000, kind="text/html"),
    "many breaks": mail("x", "<br " * 40_000, kind="text/html"),
    "lone surrogates": mail("x", "\udcff\udcfe"),
    "broken base64": mail("x", "%%%%", encoding="8bit").replace(b"8bit", b"base64"),
    "a header split in two": b"From: erika@example.org\r\n\tX: \r\nSubject: \r\n =?utf-8?\r\n\r\nx",
    "long words": mail("x", "ab" * 100_000),
    "many short words": mail("x " * 60_000, "Digitalworkshop " * 10_000),
}


@pytest.mark.parametrize("content", HOSTILE.values(), ids=HOSTILE.keys())
def test_hostile_mails_cost_little_and_break_nothing(workshop, content):
    started = time.process_time()
    by_mail.take_in(content[:200_000])
    assert time.process_time() - started < 3
    assert IncomingMail.objects.count() == 1
