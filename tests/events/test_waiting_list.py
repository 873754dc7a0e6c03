"""Nobody is overtaken, nobody is lost, and a freed seat is offered at once."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from core.actors import GUEST, SYSTEM
from events import errors
from events.models import PartyPolicy, Registration
from events.services import editing, offers, registrations, seats, sweeping
from tests.events.conftest import letters_to, states
from tests.factories.accounts import PersonFactory
from tests.factories.events import RegistrationFactory, WorkshopFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
NOON = "2026-11-24T12:00:00+01:00"


@pytest.fixture
def full():
    """One seat, taken by Ada; Ben and Cem wait in this order."""
    workshop = WorkshopFactory(capacity=1)
    RegistrationFactory(workshop=workshop, name="Ada", confirmed=True)
    RegistrationFactory(workshop=workshop, name="Ben", waiting=True)
    RegistrationFactory(workshop=workshop, name="Cem", waiting=True)
    return workshop


def by_name(name):
    return Registration.objects.get(name=name)


def test_who_waits_knows_the_place(full):
    assert [by_name(name).place_in_line() for name in ("Ada", "Ben", "Cem")] == [None, 1, 2]


def test_a_freed_seat_is_offered_to_the_first_in_line(full):
    registrations.cancel(by_name("Ada").pk, by=GUEST)
    assert states(full) == {"Ada": "cancelled", "Ben": "offered", "Cem": "waitlisted"}
    assert letters_to(by_name("Ben")) == ["registration_offered"]
    assert by_name("Cem").place_in_line() == 1


def test_an_accepted_offer_is_a_seat_and_accepting_twice_harmless(full):
    registrations.cancel(by_name("Ada").pk, by=GUEST)
    for _ in range(2):
        assert offers.accept(by_name("Ben").pk, by=GUEST).state == "confirmed"
    assert letters_to(by_name("Ben")) == ["registration_offered", "registration_confirmed"]


def test_a_declined_offer_passes_on(full):
    registrations.cancel(by_name("Ada").pk, by=GUEST)
    declined = offers.decline(by_name("Ben").pk, by=GUEST)
    assert (declined.state, declined.cancel_reason) == ("cancelled", "declined")
    assert states(full) == {"Ada": "cancelled", "Ben": "cancelled", "Cem": "offered"}


def test_an_offer_lapses_at_its_deadline_and_passes_on(full):
    with time_machine.travel(NOON, tick=False) as clock:
        registrations.cancel(by_name("Ada").pk, by=GUEST)
        assert by_name("Ben").offered_until == timezone.now() + timedelta(hours=24)
        clock.shift(timedelta(hours=24))
        assert sweeping.settle_due(now=timezone.now()) == 1
    assert states(full) == {"Ada": "cancelled", "Ben": "expired", "Cem": "offered"}
    assert letters_to(by_name("Ben")) == ["registration_offered", "registration_expired"]


def test_a_lapsed_offer_can_not_be_accepted_even_before_the_sweeper_came(full):
    with time_machine.travel(NOON, tick=False) as clock:
        registrations.cancel(by_name("Ada").pk, by=GUEST)
        clock.shift(timedelta(hours=24))
        with pytest.raises(errors.RegistrationEnded):
            offers.accept(by_name("Ben").pk, by=GUEST)


def test_an_offer_never_outlasts_the_start(full):
    with time_machine.travel(full.event.starts_at - timedelta(hours=2), tick=False):
        registrations.cancel(by_name("Ada").pk, by=GUEST)
        assert by_name("Ben").offered_until == full.event.starts_at


def test_nothing_is_offered_once_the_event_has_begun(full):
    with time_machine.travel(full.event.starts_at, tick=False):
        registrations.cancel(by_name("Ada").pk, by=GUEST)
    assert states(full) == {"Ada": "cancelled", "Ben": "waitlisted", "Cem": "waitlisted"}


def test_a_newcomer_does_not_overtake_who_waits_even_where_seats_are_free(register, confirm):
    workshop = WorkshopFactory(capacity=3)
    RegistrationFactory(workshop=workshop, name="Ada", party_size=2, confirmed=True)
    RegistrationFactory(workshop=workshop, name="Ben", party_size=2, waiting=True)
    newcomer = register(workshop, "Newcomer")
    assert (newcomer.holds_until, confirm(newcomer).state) == (None, "waitlisted")


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        (PartyPolicy.STRICT, {"Ada": "cancelled", "Ben": "waitlisted", "Cem": "waitlisted"}),
        (PartyPolicy.FILL, {"Ada": "cancelled", "Ben": "waitlisted", "Cem": "offered"}),
    ],
)
def test_a_party_too_large_for_the_free_seats_is_passed_over_only_under_fill(policy, expected):
    workshop = WorkshopFactory(capacity=2, party_policy=policy)
    RegistrationFactory(workshop=workshop, name="Ada", confirmed=True)
    RegistrationFactory(workshop=workshop, name="Dora", confirmed=True)
    RegistrationFactory(workshop=workshop, name="Ben", party_size=2, waiting=True)
    RegistrationFactory(workshop=workshop, name="Cem", party_size=1, waiting=True)
    registrations.cancel(by_name("Ada").pk, by=GUEST)
    assert states(workshop) == expected | {"Dora": "confirmed"}


def test_more_seats_are_offered_at_once_and_fewer_evict_nobody(full):
    full.capacity = 2
    editing.save_workshop(full, by=SYSTEM)
    assert states(full) == {"Ada": "confirmed", "Ben": "offered", "Cem": "waitlisted"}
    full.capacity = 0
    editing.save_workshop(full, by=SYSTEM)
    assert states(full) == {"Ada": "confirmed", "Ben": "offered", "Cem": "waitlisted"}
    registrations.cancel(by_name("Ada").pk, by=GUEST)
    assert states(full)["Cem"] == "waitlisted"


def test_an_offer_can_only_be_accepted_by_whom_it_was_made(full):
    with pytest.raises(errors.NotOffered):
        offers.accept(by_name("Cem").pk, by=GUEST)


def test_a_smaller_party_frees_seats_for_the_next():
    workshop = WorkshopFactory(capacity=2)
    ada = RegistrationFactory(workshop=workshop, name="Ada", party_size=2, confirmed=True)
    RegistrationFactory(workshop=workshop, name="Ben", waiting=True)
    registrations.change(ada.pk, by=GUEST, party_size=1)
    assert states(workshop) == {"Ada": "confirmed", "Ben": "offered"}


@pytest.fixture
def held_by_three(register):
    """Three seats, held by Ada's party, who has not confirmed yet; Ben waits for one."""
    workshop = WorkshopFactory(capacity=3)
    register(workshop, "Ada", party_size=3)
    RegistrationFactory(workshop=workshop, name="Ben", waiting=True)
    return workshop


def test_asking_again_for_fewer_people_frees_the_seats_that_were_held_for_more(held_by_three, register):
    register(held_by_three, "Ada", party_size=2)
    assert states(held_by_three) == {"Ada": "unconfirmed", "Ben": "offered"}


def test_so_does_signing_in_for_fewer_people(held_by_three):
    person = PersonFactory(email="ada@example.org", display_name="Ada")
    registration = registrations.register_person(held_by_three.event_id, person=person, party_size=2, by=GUEST)
    assert (registration.state, states(held_by_three)) == ("confirmed", {"Ada": "confirmed", "Ben": "offered"})


@pytest.mark.parametrize("somebody_waits", [False, True])
def test_a_larger_party_needs_free_seats_that_nobody_waits_for(somebody_waits):
    workshop = WorkshopFactory(capacity=4)
    ada = RegistrationFactory(workshop=workshop, party_size=2, confirmed=True)
    if somebody_waits:
        RegistrationFactory(workshop=workshop, party_size=3, waiting=True)
        with pytest.raises(errors.NotEnoughSeats):
            registrations.change(ada.pk, by=GUEST, party_size=3)
    else:
        assert registrations.change(ada.pk, by=GUEST, party_size=4).party_size == 4
        with pytest.raises(errors.NotEnoughSeats):
            registrations.change(RegistrationFactory(workshop=workshop, held=True).pk, by=GUEST, party_size=2)


def test_an_unconfirmed_registration_lapses_after_a_day_without_a_mail(register):
    workshop = WorkshopFactory()
    with time_machine.travel(NOON, tick=False) as clock:
        registration = register(workshop)
        clock.shift(timedelta(hours=24))
        sweeping.settle_due(now=timezone.now())
    assert states(workshop) == {"Erika": "expired"}
    assert letters_to(registration) == ["registration_confirm"]


def test_a_lapsed_hold_frees_its_seat_for_who_waits(register):
    workshop = WorkshopFactory(capacity=1)
    with time_machine.travel(NOON, tick=False) as clock:
        register(workshop, "Slow")
        RegistrationFactory(workshop=workshop, name="Ben", waiting=True)
        clock.shift(timedelta(minutes=30))
        sweeping.settle_due(now=timezone.now())
    assert states(workshop) == {"Slow": "unconfirmed", "Ben": "offered"}


@pytest.mark.parametrize("waiting", [1, 9])
def test_where_all_is_taken_the_line_is_counted_but_not_read(waiting, django_assert_num_queries):
    workshop = WorkshopFactory(capacity=1)
    RegistrationFactory(workshop=workshop, confirmed=True)
    for _number in range(waiting):
        RegistrationFactory(workshop=workshop, waiting=True)
    with django_assert_num_queries(3):
        seats.settle(workshop, now=timezone.now())
