"""What clerks do with registrations: enter, check in, write to, export, change the seats."""

import csv
import io
from datetime import timedelta

import pytest
from django.utils import timezone

from core import actors, tokens
from core.audit.models import AuditEntry
from core.errors import Invalid
from core.mail.delivery import deliver
from core.mail.models import OutgoingMail
from events import checkin, errors, participant_mails
from events.models import Channel, EventStatus, ParticipantMessage, Registration, RegistrationState, RegistrationToken
from events.services import attendance, entering, messages, participants, seats
from tests.factories.accounts import PersonFactory
from tests.factories.events import EventFactory, RegistrationFactory, WorkshopFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
CONFIRMED, WAITLISTED = RegistrationState.CONFIRMED, RegistrationState.WAITLISTED


@pytest.fixture
def clerk():
    return actors.clerk(PersonFactory(is_superuser=True))


def enter(workshop, by, **changes):
    wanted = {"name": "Erika Muster", "email": "", "party_size": 1, "channel": Channel.PHONE, "language": "de"}
    return entering.enter(workshop.event_id, **wanted | changes, by=by)


def letters():
    return list(OutgoingMail.objects.order_by("created_at").values_list("letter", flat=True))


def acts():
    return list(AuditEntry.objects.order_by("id").values_list("act", flat=True))


def code(registration):
    check_in = RegistrationToken.CHECK_IN
    return tokens.mint(RegistrationToken, purpose=check_in, expires_at=None, registration=registration)


def test_somebody_without_an_address_gets_a_seat(clerk):
    workshop = WorkshopFactory(capacity=3)
    first, second = enter(workshop, clerk), enter(workshop, clerk, party_size=2)
    assert [(one.state, one.email, one.channel) for one in (first, second)] == [(CONFIRMED, "", "phone")] * 2
    assert acts() == ["registration.confirmed"] * 2


def test_letters_to_nobody_are_never_sent(clerk):
    enter(WorkshopFactory(), clerk)
    mail = OutgoingMail.objects.get()
    deliver(mail.pk)
    mail.refresh_from_db()
    assert mail.status == OutgoingMail.Status.OBSOLETE


def test_a_clerk_overtakes_nobody(clerk):
    workshop = WorkshopFactory(capacity=1)
    RegistrationFactory(workshop=workshop, confirmed=True)
    entered = enter(workshop, clerk, email="Jana@Example.org")
    assert (entered.state, entered.email, entered.place_in_line()) == (WAITLISTED, "jana@example.org", 1)


def test_a_clerk_may_register_before_and_after_the_window(clerk):
    now = timezone.now()
    workshop = WorkshopFactory(opens_at=now + timedelta(days=1), closes_at=now + timedelta(days=2), is_open=False)
    assert enter(workshop, clerk).state == CONFIRMED


def test_who_waits_for_the_mail_is_taken_over(clerk):
    workshop = WorkshopFactory()
    unconfirmed = RegistrationFactory(workshop=workshop, held=True, email="jana@example.org")
    entered = enter(workshop, clerk, email="jana@example.org", channel=Channel.COUNTER)
    assert (entered.pk, entered.state, entered.channel) == (unconfirmed.pk, CONFIRMED, "counter")


def test_an_account_of_the_address_has_the_registration(clerk):
    person = PersonFactory(email="jana@example.org", email_verified_at=timezone.now())
    assert enter(WorkshopFactory(), clerk, email="jana@example.org").person == person


@pytest.mark.parametrize(
    ("event", "changes", "refusal"),
    [
        ({"status": EventStatus.CANCELLED}, {}, errors.EventCancelled),
        ({"starts_at": timezone.now() - timedelta(days=2)}, {}, errors.EventOver),
        ({}, {"party_size": 5}, Invalid),
        ({}, {"name": "www.werbung.example"}, Invalid),
    ],
)
def test_what_cannot_be_entered_leaves_nothing(clerk, event, changes, refusal):
    workshop = WorkshopFactory(event__ends_at=None, **{f"event__{name}": value for name, value in event.items()})
    with pytest.raises(refusal):
        enter(workshop, clerk, **changes)
    assert not Registration.objects.exists()


def test_an_address_is_entered_once(clerk):
    workshop = WorkshopFactory()
    enter(workshop, clerk, email="jana@example.org")
    with pytest.raises(errors.AlreadyRegistered):
        enter(workshop, clerk, email="JANA@example.org")


def test_checking_in_twice_keeps_the_first_moment(clerk, time_machine):
    time_machine.move_to(timezone.now())
    registration = RegistrationFactory(confirmed=True)
    shown = code(registration)
    found = attendance.find_by_code(registration.workshop.event_id, shown)
    first = attendance.check_in(found.pk, by=clerk).checked_in_at
    time_machine.shift(300)
    again = attendance.check_in(found.pk, by=clerk)
    assert (again.attended, again.checked_in_at) == (True, first)
    assert acts() == ["registration.checked_in"]


def test_a_scanner_reads_the_address_in_the_picture():
    event = EventFactory()
    assert checkin.code_of(checkin.address_of(event.pk, "Ab-_9")) == "Ab-_9"
    assert checkin.code_of("  Ab-_9\n") == "Ab-_9"


def test_a_code_opens_only_its_own_door():
    registration, other = RegistrationFactory(confirmed=True), EventFactory()
    with pytest.raises(errors.WrongEvent):
        attendance.find_by_code(other.pk, code(registration))
    manage = tokens.mint(
        RegistrationToken, purpose=RegistrationToken.MANAGE, expires_at=None, registration=registration
    )
    for unknown in ("", "x", manage):
        with pytest.raises(errors.UnknownCode):
            attendance.find_by_code(registration.workshop.event_id, unknown)


@pytest.mark.parametrize("state", ["waiting", "offered", "held"])
def test_without_a_seat_nobody_is_checked_in(clerk, state):
    registration = RegistrationFactory(**{state: True})
    with pytest.raises(errors.NoSeat):
        attendance.check_in(registration.pk, by=clerk)


def test_an_absence_is_noted_and_taken_back(clerk):
    registration = RegistrationFactory(confirmed=True)
    attendance.check_in(registration.pk, by=clerk)
    noted = [attendance.mark(registration.pk, attended=attended, by=clerk) for attended in (False, False, None)]
    assert [(one.attended, one.checked_in_at) for one in noted] == [(False, None), (False, None), (None, None)]
    assert acts() == ["registration.checked_in"] + ["registration.attendance_marked"] * 2


def test_a_message_reaches_the_chosen_states_once(clerk):
    workshop = WorkshopFactory()
    confirmed = RegistrationFactory(workshop=workshop, confirmed=True)
    RegistrationFactory(workshop=workshop, waiting=True)
    RegistrationFactory(workshop=workshop, held=True)
    RegistrationFactory(workshop=workshop, confirmed=True, email="", channel=Channel.PHONE)
    sent = messages.send(workshop.event_id, subject="Raum", text="Wir sind im Saal.", states=[CONFIRMED], by=clerk)
    assert sent.recipients == 1
    assert [mail.ids for mail in OutgoingMail.objects.filter(letter="participant_message")] == [
        {"registration_id": str(confirmed.pk), "message_id": str(sent.pk)}
    ]
    with pytest.raises(errors.AlreadySent):
        messages.send(workshop.event_id, subject="Raum", text="Wir sind im Saal.", states=[CONFIRMED], by=clerk)
    assert letters().count("participant_message") == 1


def test_a_message_says_what_the_clerk_wrote_per_cent_included(clerk):
    registration = RegistrationFactory(confirmed=True, workshop__event__title="Ortskern")
    event_id = registration.workshop.event_id
    messages.send(event_id, subject="50% Rabatt %s %(x)s", text="Nur 3 % fehlen.", states=[CONFIRMED], by=clerk)
    letter = participant_mails.participant_message(**OutgoingMail.objects.get().ids)
    assert (letter.subject, letter.blocks[0]) == ("50% Rabatt %s %(x)s: Ortskern", "Nur 3 % fehlen.")


def test_a_message_to_nobody_is_refused(clerk):
    workshop = WorkshopFactory()
    RegistrationFactory(workshop=workshop, held=True)
    with pytest.raises(errors.NoRecipients):
        messages.send(workshop.event_id, subject="a", text="b", states=[RegistrationState.UNCONFIRMED], by=clerk)
    assert not ParticipantMessage.objects.exists()


@pytest.mark.parametrize("formula", ["=1+1", "+49", "-1", "@SUM(A1)", "\tx"])
def test_a_table_holds_no_formula(clerk, formula):
    registration = RegistrationFactory(confirmed=True, name=formula)
    content = participants.export_csv(registration.workshop.event_id, by=clerk)
    assert content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert rows[1][0] == f"'{formula}"
    assert [row[1] for row in rows[1:]] == [registration.email]
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.details) == ("event.participants_exported", {"rows": 1})


@pytest.mark.parametrize(
    ("policy", "capacity", "expected"),
    [
        ("strict", 2, seats.Consequences(taken=4, over=2, offered=0, offered_seats=0, waiting=3)),
        ("strict", 5, seats.Consequences(taken=4, over=0, offered=0, offered_seats=0, waiting=3)),
        ("fill", 5, seats.Consequences(taken=4, over=0, offered=1, offered_seats=1, waiting=2)),
        ("strict", 7, seats.Consequences(taken=4, over=0, offered=2, offered_seats=3, waiting=1)),
        ("strict", None, seats.Consequences(taken=4, over=0, offered=3, offered_seats=6, waiting=0)),
    ],
)
def test_what_is_foreseen_comes_true(clerk, policy, capacity, expected):
    workshop = WorkshopFactory(capacity=4, party_policy=policy)
    RegistrationFactory(workshop=workshop, confirmed=True, party_size=4)
    for party_size in (2, 1, 3):
        RegistrationFactory(workshop=workshop, waiting=True, party_size=party_size)
    now = timezone.now()
    assert seats.consequences(workshop, capacity=capacity, now=now) == expected
    workshop.capacity = capacity
    workshop.save()
    seats.settle(workshop, now=now)
    sizes = Registration.objects.filter(state=RegistrationState.OFFERED).values_list("party_size", flat=True)
    assert (len(sizes), sum(sizes)) == (expected.offered, expected.offered_seats)
