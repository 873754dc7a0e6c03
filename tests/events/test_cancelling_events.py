"""When an event is off, everybody registered hears of it."""

import pytest

from core.actors import GUEST, SYSTEM
from events.models import EventStatus, Registration
from events.services import editing, offers, registrations
from tests.events.conftest import letters_to, states
from tests.factories.events import RegistrationFactory, WorkshopFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


@pytest.fixture
def cancelled_workshop():
    workshop = WorkshopFactory(capacity=1)
    RegistrationFactory(workshop=workshop, name="Ada", confirmed=True)
    RegistrationFactory(workshop=workshop, name="Ben", waiting=True)
    RegistrationFactory(workshop=workshop, name="Cem")
    event = workshop.event
    event.status = EventStatus.CANCELLED
    editing.save(event, municipalities=event.municipalities.all(), by=SYSTEM)
    return workshop


def test_all_live_registrations_end_and_are_told(cancelled_workshop):
    assert states(cancelled_workshop) == {"Ada": "cancelled", "Ben": "cancelled", "Cem": "cancelled"}
    assert set(Registration.objects.values_list("cancel_reason", flat=True)) == {"event_cancelled"}
    for registration in Registration.objects.all():
        assert letters_to(registration) == ["registration_cancelled"]


def test_the_freed_seats_are_offered_to_nobody(cancelled_workshop):
    assert not Registration.objects.filter(state="offered").exists()


def test_later_acts_find_them_ended(cancelled_workshop):
    ada = Registration.objects.get(name="Ada")
    assert registrations.cancel(ada.pk, by=GUEST).cancel_reason == "event_cancelled"
    assert offers.decline(ada.pk, by=GUEST).state == "cancelled"


def test_the_calendar_learns_of_it_by_a_higher_sequence(cancelled_workshop):
    cancelled_workshop.event.refresh_from_db()
    assert cancelled_workshop.event.sequence == 1
