"""Reminders, thanks and changes: each told once, to those it concerns, with what is true by then."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.conf import settings
from django.urls import resolve
from icalendar import Calendar

from core.actors import GUEST, SYSTEM
from core.mail import outbox
from core.mail.models import OutgoingMail
from events import errors
from events.models import EventStatus, Registration
from events.services import editing, messages, offers, registrations, telling
from tests.events.conftest import letters_to, links_in
from tests.events.test_mails import deliver_all
from tests.factories.events import EventFactory, RegistrationFactory, WorkshopFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
STARTS = datetime(2026, 12, 10, 17, tzinfo=UTC)


@pytest.fixture
def workshop():
    return WorkshopFactory(event=EventFactory(title="Ortskern", starts_at=STARTS))


def confirmed(workshop, **values):
    created_at = values.pop("created_at", STARTS - timedelta(days=5))
    return RegistrationFactory(workshop=workshop, confirmed=True, created_at=created_at, **values)


def change(event, **values):
    for name, value in values.items():
        setattr(event, name, value)
    editing.save(event, municipalities=event.municipalities.all(), by=SYSTEM)


def invitation(mail):
    (part,) = [part for part in mail.message().walk() if part.get_content_type() == "text/calendar"]
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    return part.get_param("method"), calendar, calendar.walk("VEVENT")[0]


def test_a_reminder_goes_out_once_a_day_before_and_not_to_who_registered_that_day(workshop):
    early = confirmed(workshop)
    late = confirmed(workshop, created_at=STARTS - timedelta(days=1, hours=2))
    assert telling.remind_due(now=STARTS - timedelta(days=1, minutes=1)) == 0
    assert telling.remind_due(now=STARTS - timedelta(days=1)) == 1
    assert telling.remind_due(now=STARTS - timedelta(hours=23)) == 0
    assert (letters_to(early), letters_to(late)) == (["registration_reminder"], [])


def test_nobody_is_reminded_of_what_does_not_take_place(workshop):
    confirmed(workshop)
    change(workshop.event, status=EventStatus.POSTPONED)
    assert telling.remind_due(now=STARTS - timedelta(hours=12)) == 0


def test_thanks_go_once_to_who_was_not_missing(workshop):
    came, missing = confirmed(workshop, attended=True), confirmed(workshop, attended=False)
    over = workshop.event.ends_at
    assert telling.thank_due(now=over + timedelta(hours=11)) == 0
    assert telling.thank_due(now=over + timedelta(hours=12)) == 1
    assert telling.thank_due(now=over + timedelta(hours=13)) == 0
    assert (letters_to(came), letters_to(missing)) == (["event_thanks"], [])


def test_thanks_lead_to_the_page_of_ideas_and_results_wherever_the_event_has_one(workshop):
    workshop.event.public_url = "https://borsdorf.example/termin"
    workshop.event.save()
    confirmed(workshop)
    telling.thank_due(now=workshop.event.ends_at + timedelta(hours=12))
    (mail,) = deliver_all()
    (link,) = links_in(mail.body)
    assert resolve(link.removeprefix(settings.PUBLIC_URL)).view_name == "results-page"


def test_a_moved_event_tells_old_and_new_and_moves_in_the_calendar(workshop):
    with time_machine.travel(STARTS - timedelta(days=4), tick=False):
        registration = confirmed(workshop)
        waiting = RegistrationFactory(workshop=workshop, waiting=True)
        event = workshop.event
        change(event, starts_at=STARTS + timedelta(hours=1), ends_at=STARTS + timedelta(hours=2))
        mails = {mail.to[0]: mail for mail in deliver_all() if mail.subject.startswith("Geändert")}
    assert set(mails) == {registration.email, waiting.email}
    old_and_new = "10. Dezember 2026, 19:00 Uhr (bisher: Donnerstag, 10. Dezember 2026, 18:00 Uhr)"
    assert old_and_new in mails[registration.email].body
    method, calendar, vevent = invitation(mails[registration.email])
    assert (method, calendar["method"], vevent["uid"], vevent["sequence"]) == (
        "REQUEST", "REQUEST", str(registration.pk), 1,
    )  # fmt: skip
    assert vevent["attendee"] == f"mailto:{registration.email}"
    assert mails[waiting.email].attachments == []


def test_who_is_registered_hears_of_another_date_that_was_entered_while_the_event_was_not_public(workshop):
    with time_machine.travel(STARTS - timedelta(days=4), tick=False):
        registration = confirmed(workshop)
        event = workshop.event
        change(event, publication="withdrawn")
        change(event, starts_at=STARTS + timedelta(hours=1), ends_at=STARTS + timedelta(hours=2))
        change(event, publication="published")
        assert letters_to(registration) == ["event_changed"]
        event.publication = "withdrawn"  # the letter may be written while it is
        event.save()
        (mail,) = deliver_all()
    assert "19:00 Uhr (bisher: Donnerstag, 10. Dezember 2026, 18:00 Uhr)" in mail.body
    method, _calendar, vevent = invitation(mail)
    assert (method, vevent["status"]) == ("REQUEST", "CONFIRMED")


def test_an_event_that_is_moved_ahead_shortens_the_offers_and_says_so(workshop):
    with time_machine.travel(STARTS - timedelta(days=4), tick=False) as clock:
        now = datetime.now(UTC)
        offered = RegistrationFactory(workshop=workshop, offered=True, offered_until=now + timedelta(hours=24))
        change(workshop.event, starts_at=now + timedelta(hours=3), ends_at=now + timedelta(hours=5))
        (mail,) = deliver_all()
        assert "Bitte nehmen Sie ihn bis Sonntag, 6. Dezember 2026, 21:00 Uhr an" in mail.body
        assert [link.partition("?")[0].rpartition("/")[2] for link in links_in(mail.body)] == [
            "accept-offer", "manage", "cancel",
        ]  # fmt: skip
        clock.shift(timedelta(hours=3))
        with pytest.raises(errors.RegistrationEnded):
            offers.accept(offered.pk, by=GUEST)


def test_a_letter_about_a_change_that_was_taken_back_is_no_longer_written(workshop):
    with time_machine.travel(STARTS - timedelta(days=4), tick=False):
        confirmed(workshop)
        change(workshop.event, title="Anders")
        change(workshop.event, title="Ortskern")
        (mail,) = deliver_all()  # the second change's, which still is one
    assert "Veranstaltung: Ortskern (bisher: Anders)" in mail.body


def test_cancelling_takes_the_date_out_of_the_calendar_by_a_higher_sequence(workshop):
    with time_machine.travel(STARTS - timedelta(days=4), tick=False):
        registration = confirmed(workshop)
        registrations.cancel(registration.pk, by=GUEST)
        (mail,) = deliver_all()
    method, calendar, vevent = invitation(mail)
    assert (method, calendar["method"], vevent["status"]) == ("CANCEL", "CANCEL", "CANCELLED")
    assert (vevent["uid"], vevent["sequence"]) == (str(registration.pk), workshop.event.sequence + 1)
    assert Registration.objects.get().state == "cancelled"


def test_an_address_refused_for_good_is_marked(workshop):
    dead, busy = confirmed(workshop), confirmed(workshop)
    for registration, failure in ((dead, "recipient refused: 550"), (busy, "server refused: 554")):
        mail = outbox.queue("registration_confirmed", language="de", registration_id=registration.pk)
        mail.settle(OutgoingMail.Status.FAILED, failure)
    marked = Registration.objects.with_dead_address().values_list("pk", "has_dead_address")
    assert dict(marked) == {dead.pk: True, busy.pk: False}


@pytest.mark.parametrize("count", [1, 3])
def test_telling_takes_as_many_queries_for_three_as_for_one(workshop, count, django_assert_num_queries):
    for _party in range(count):
        confirmed(workshop)
    event = workshop.event
    event.starts_at += timedelta(hours=1)
    with time_machine.travel(STARTS - timedelta(days=2), tick=False), django_assert_num_queries(31):
        change(event)
    with django_assert_num_queries(7):
        telling.remind_due(now=STARTS - timedelta(hours=20))
    with django_assert_num_queries(15):
        messages.send(event.pk, subject="Raum", text="Im Saal.", states=["confirmed"], by=SYSTEM)
    letters = ("event_changed", "participant_message", "registration_reminder")
    assert [OutgoingMail.objects.filter(letter=letter).count() for letter in letters] == [count] * 3
