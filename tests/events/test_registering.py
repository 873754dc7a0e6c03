"""A guest registers, confirms, and is told so."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from core.actors import GUEST
from core.actors import person as acting
from core.audit.models import AuditEntry
from core.errors import Invalid, Missing
from core.models import Publication
from core.tokens import LinkExpired
from events import errors
from events.models import EventStatus, Registration, RegistrationToken
from events.services import registrations
from tests.events.conftest import letters_to, states, token_of
from tests.factories.accounts import PersonFactory
from tests.factories.events import EventFactory, RegistrationFactory, WorkshopFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
NOON = "2026-11-24T12:00:00+01:00"


def test_a_guest_is_unconfirmed_until_the_link_is_used(register, confirm):
    workshop = WorkshopFactory()
    registration = register(workshop)
    assert (registration.state, letters_to(registration)) == ("unconfirmed", ["registration_confirm"])
    assert confirm(registration).state == "confirmed"
    assert letters_to(registration) == ["registration_confirm", "registration_confirmed"]
    acts = list(AuditEntry.objects.filter(subject_id=registration.pk).order_by("id").values_list("act", flat=True))
    assert acts == ["registration.requested", "registration.confirmed"]


def test_confirming_twice_changes_nothing_and_writes_once(register):
    registration = register(WorkshopFactory())
    token = token_of(registration)
    first, second = registrations.confirm(token), registrations.confirm(token)
    assert (first.state, second.state, second.confirmed_at) == ("confirmed", "confirmed", first.confirmed_at)
    assert letters_to(registration) == ["registration_confirm", "registration_confirmed"]


def test_asking_again_while_unconfirmed_is_the_same_registration_with_a_new_mail(register):
    workshop = WorkshopFactory()
    first, again = register(workshop), register(workshop, party_size=2)
    assert (again.pk, again.party_size, Registration.objects.count()) == (first.pk, 2, 1)
    assert letters_to(first) == ["registration_confirm", "registration_confirm"]


def test_a_known_address_is_told_by_mail_only(register, confirm):
    workshop = WorkshopFactory()
    registration = confirm(register(workshop))
    again = register(workshop, party_size=3)
    assert (again.pk, again.state, again.party_size) == (registration.pk, "confirmed", 1)
    assert letters_to(registration)[-1] == "registration_known"


def test_addresses_are_compared_without_case_and_space():
    workshop = WorkshopFactory()
    for email in ("Erika@Example.org", " erika@example.ORG "):
        registrations.register(workshop.event_id, name="Erika", email=email, party_size=1, language="de", by=GUEST)
    assert list(Registration.objects.values_list("email", flat=True)) == ["erika@example.org"]


def test_an_unconfirmed_registration_holds_its_seats_for_half_an_hour(register, confirm):
    workshop = WorkshopFactory(capacity=1)
    with time_machine.travel(NOON, tick=False) as clock:
        late = register(workshop, "Late")
        clock.shift(timedelta(minutes=29, seconds=59))
        waiting = confirm(register(workshop, "Quick"))
        assert waiting.state == "waitlisted"
        clock.shift(timedelta(seconds=1))
        registrations.cancel(waiting.pk, by=GUEST)
        assert confirm(register(workshop, "Next")).state == "confirmed"
        assert confirm(late).state == "waitlisted"


def test_the_hold_survives_asking_again_and_is_not_prolonged(register):
    workshop = WorkshopFactory(capacity=1)
    with time_machine.travel(NOON, tick=False) as clock:
        until = register(workshop).holds_until
        clock.shift(timedelta(minutes=20))
        assert register(workshop).holds_until == until == timezone.now() + timedelta(minutes=10)


def test_a_link_is_valid_for_a_day(register):
    workshop = WorkshopFactory()
    with time_machine.travel(NOON, tick=False) as clock:
        registration = register(workshop)
        token = token_of(registration)
        clock.shift(timedelta(hours=24))
        with pytest.raises(LinkExpired):
            registrations.confirm(token)
        assert Registration.objects.get().state == "unconfirmed"


def test_an_expired_link_of_a_confirmed_registration_still_tells_its_state(register):
    with time_machine.travel(NOON, tick=False) as clock:
        token = token_of(register(WorkshopFactory()))
        registrations.confirm(token)
        clock.shift(timedelta(days=3))
        assert registrations.confirm(token).state == "confirmed"


@pytest.mark.parametrize("token", ["", "x", "ü" * 43, "a" * 43, "a" * 5000])
def test_a_token_that_was_never_ours_is_refused(token):
    with pytest.raises(LinkExpired):
        registrations.confirm(token)


def test_a_manage_token_confirms_nothing(register):
    registration = register(WorkshopFactory())
    with pytest.raises(LinkExpired):
        registrations.confirm(token_of(registration, RegistrationToken.MANAGE))
    assert Registration.objects.get().state == "unconfirmed"


def test_tokens_are_stored_as_digests_only(register):
    token = token_of(register(WorkshopFactory()))
    row = RegistrationToken.objects.get()
    assert len(bytes(row.digest)) == 32
    assert token.encode() not in bytes(row.digest)


@pytest.mark.parametrize("party_size", [0, -1, 5, 10**9])
def test_a_party_outside_the_allowed_sizes_is_refused(register, party_size):
    with pytest.raises(Invalid) as refusal:
        register(WorkshopFactory(max_party_size=4), party_size=party_size)
    assert [error.pointer for error in refusal.value.errors] == ["/party_size"]
    assert Registration.objects.count() == 0


@pytest.mark.parametrize("name", ["https://falle.example", "Gewinn: www.falle.example", "falle.example/gewinn"])
def test_a_name_is_no_vehicle_for_links_to_strangers(register, name):
    with pytest.raises(Invalid) as refusal:
        registrations.register(
            WorkshopFactory().event_id, name=name, email="erika@example.org", party_size=1, language="de", by=GUEST
        )
    assert [error.pointer for error in refusal.value.errors] == ["/name"]
    registration = register(WorkshopFactory())
    with pytest.raises(Invalid):
        registrations.change(registration.pk, by=GUEST, name=name)


def test_full_without_waiting_list_is_refused_before_the_address_is_looked_at(register):
    workshop = WorkshopFactory(capacity=1, waiting_list=False)
    RegistrationFactory(workshop=workshop, name="Erika", email="erika@example.org", confirmed=True)
    for name in ("Erika", "Unknown"):
        with pytest.raises(errors.WorkshopFull):
            register(workshop, name)
    assert states(workshop) == {"Erika": "confirmed"}


@pytest.mark.parametrize(
    ("settings", "refusal"),
    [
        ({"opens_at": timedelta(hours=1)}, errors.RegistrationNotOpenYet),
        ({"closes_at": timedelta(hours=-1)}, errors.RegistrationClosed),
    ],
)
def test_registration_is_refused_outside_its_window(register, settings, refusal):
    workshop = WorkshopFactory(**{name: timezone.now() + delta for name, delta in settings.items()})
    with pytest.raises(refusal):
        register(workshop)


def test_registration_ends_when_the_event_starts(register):
    workshop = WorkshopFactory(event__starts_at=timezone.now() - timedelta(minutes=1))
    with pytest.raises(errors.RegistrationClosed):
        register(workshop)


def test_a_cancelled_event_takes_no_registrations(register):
    with pytest.raises(errors.EventCancelled):
        register(WorkshopFactory(event__status=EventStatus.CANCELLED))


@pytest.mark.parametrize("publication", [Publication.DRAFT, Publication.SCHEDULED, Publication.WITHDRAWN])
def test_events_that_are_not_public_do_not_exist_for_guests(register, publication):
    with pytest.raises(Missing):
        register(WorkshopFactory(event__publication=publication))


def test_events_without_registration_do_not_take_any(register):
    with pytest.raises(errors.NoRegistration):
        registrations.register(
            EventFactory().pk, name="Erika", email="erika@example.org", party_size=1, language="de", by=GUEST
        )


def test_registering_again_after_cancelling_works(register, confirm):
    workshop = WorkshopFactory()
    first = confirm(register(workshop))
    registrations.cancel(first.pk, by=GUEST)
    second = confirm(register(workshop))
    assert (second.state, second.pk == first.pk) == ("confirmed", False)


def test_a_guest_with_an_account_finds_the_registration_there(register, confirm):
    person = PersonFactory(email="erika@example.org")
    PersonFactory(email="max@example.org")
    assert confirm(register(WorkshopFactory())).person == person


def test_an_unverified_account_gets_nothing_of_its_address(register, confirm):
    PersonFactory(email="erika@example.org", email_verified_at=None)
    assert confirm(register(WorkshopFactory())).person is None


def test_who_has_a_seat_under_a_former_address_gets_no_second_one():
    person, workshop = PersonFactory(email="neu@example.org"), WorkshopFactory()
    RegistrationFactory(id=uuid.UUID(int=1), workshop=workshop, email=person.email, held=True)
    seat = RegistrationFactory(workshop=workshop, person=person, email="alt@example.org", confirmed=True)
    again = registrations.register_person(workshop.event_id, person=person, party_size=1, by=acting(person))
    assert (again.pk, again.state) == (seat.pk, "confirmed")
    assert Registration.objects.filter(state="confirmed").count() == 1
