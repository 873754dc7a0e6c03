"""What everybody may see of a workshop's seats follows each act, and time within a minute."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from core.actors import GUEST, SYSTEM
from events import errors
from events.models import EventStatus, Workshop
from events.services import editing, registrations, sweeping
from tests.factories.events import RegistrationFactory, WorkshopFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
NOON = "2026-11-24T12:00:00+01:00"


def shown(workshop):
    workshop.refresh_from_db()
    return workshop.is_open, workshop.availability


def test_it_follows_holds_seats_and_cancellations(register, confirm):
    workshop = WorkshopFactory(capacity=2)
    first = register(workshop, "Ada")
    assert shown(workshop) == (True, "few")
    confirm(register(workshop, "Ben"))
    assert shown(workshop) == (True, "waitlist")
    registrations.cancel(first.pk, by=GUEST)
    assert shown(workshop) == (True, "few")


def test_full_without_waiting_list_is_closed_until_a_seat_is_free(register):
    workshop = WorkshopFactory(capacity=1, waiting_list=False)
    registration = register(workshop)
    assert shown(workshop) == (False, "full")
    registrations.cancel(registration.pk, by=GUEST)
    assert shown(workshop) == (True, "open")


def test_seats_that_nobody_new_can_have_are_shown_as_taken_and_a_closed_line_takes_no_newcomer(register):
    workshop = WorkshopFactory(capacity=3)
    RegistrationFactory(workshop=workshop, confirmed=True)
    RegistrationFactory(workshop=workshop, waiting=True, party_size=3)  # two seats are free, and not enough
    registrations.cancel(register(workshop).pk, by=GUEST)
    assert shown(workshop) == (True, "waitlist")
    workshop.waiting_list = False
    editing.save_workshop(workshop, by=SYSTEM)
    assert shown(workshop) == (False, "full")
    with pytest.raises(errors.WorkshopFull):
        register(workshop)


def test_a_lapsed_hold_shows_within_a_sweep(register):
    workshop = WorkshopFactory(capacity=1)
    with time_machine.travel(NOON, tick=False) as clock:
        register(workshop)
        clock.shift(timedelta(minutes=30))
        assert [sweeping.settle_due(now=timezone.now()), sweeping.settle_due(now=timezone.now())] == [1, 0]
    assert shown(workshop) == (True, "open")


def test_the_window_opens_and_closes_by_the_sweeper():
    with time_machine.travel(NOON, tick=False) as clock:
        now = timezone.now()
        workshop = WorkshopFactory(opens_at=now + timedelta(hours=1), closes_at=now + timedelta(hours=2), is_open=False)
        seen = []
        for _ in range(3):
            sweeping.settle_due(now=timezone.now())
            seen.append(shown(workshop)[0])
            clock.shift(timedelta(hours=1))
    assert seen == [False, True, False]


def test_settings_and_cancellation_show_at_once():
    workshop = WorkshopFactory(capacity=5)
    workshop.capacity = 0
    editing.save_workshop(workshop, by=SYSTEM)
    assert shown(workshop) == (True, "waitlist")
    event = workshop.event
    event.status = EventStatus.CANCELLED
    editing.save(event, municipalities=event.municipalities.all(), by=SYSTEM)
    assert shown(workshop) == (False, "waitlist")
    assert Workshop.objects.shown_wrongly(timezone.now()).count() == 0
