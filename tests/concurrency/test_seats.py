"""Forty people want five seats at the same moment."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection, models

from core.actors import GUEST
from events import errors
from events.models import Registration, Workshop
from events.models.workshop import WorkshopQuerySet
from events.services import registrations, seats
from tests.events.conftest import token_of
from tests.factories.events import RegistrationFactory, WorkshopFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("region")]
WRITERS = 40
SEATS = 5


def race(act, arguments):
    """Run `act` for each argument in a thread of its own, all let go at once; returns results or refusals."""
    barrier = threading.Barrier(len(arguments))

    def run(argument):
        barrier.wait(timeout=30)
        try:
            return act(argument)
        except errors.WorkshopFull as refusal:
            return refusal
        finally:
            connection.close()

    with ThreadPoolExecutor(len(arguments)) as pool:
        return list(pool.map(run, arguments))


def guest(workshop):
    def register(number):
        email = f"gast{number}@example.org"
        return registrations.register(
            workshop.event_id, name=f"Gast {number}", email=email, party_size=1, language="de", by=GUEST
        )

    return register


def test_without_the_lock_more_seats_are_given_than_there_are(monkeypatch):
    """Proves that the race exists and that the lock, nothing else, decides it."""
    workshop = WorkshopFactory(capacity=1, waiting_list=False)
    together = threading.Barrier(2)
    count = seats.count

    def count_then_meet(*args, **kwargs):
        counted = count(*args, **kwargs)
        together.wait(timeout=10)
        return counted

    monkeypatch.setattr(WorkshopQuerySet, "locked", lambda self, event_id: self.filter(event=event_id).first())
    monkeypatch.setattr(seats, "count", count_then_meet)
    race(guest(workshop), [1, 2])
    monkeypatch.undo()
    assert Registration.objects.filter(holds_until__isnull=False).count() == 2


def test_forty_registering_at_once_hold_five_seats():
    workshop = WorkshopFactory(capacity=SEATS, waiting_list=False)
    answers = race(guest(workshop), list(range(WRITERS)))
    refused = [answer for answer in answers if isinstance(answer, errors.WorkshopFull)]
    assert (len(answers) - len(refused), len(refused)) == (SEATS, WRITERS - SEATS)
    assert Registration.objects.count() == SEATS


def test_forty_confirming_at_once_fill_five_seats_and_wait_in_one_line():
    workshop = WorkshopFactory(capacity=SEATS)
    tokens = [token_of(RegistrationFactory(workshop=workshop)) for _ in range(WRITERS)]
    race(registrations.confirm, tokens)
    assert Registration.objects.filter(state="confirmed").count() == SEATS
    line = Registration.objects.waiting().values_list("queue_number", flat=True)
    assert list(line) == list(range(1, WRITERS - SEATS + 1))


def test_forty_registering_with_one_address_are_one_registration():
    workshop = WorkshopFactory()

    def register(_):
        return registrations.register(
            workshop.event_id, name="Erika", email="erika@example.org", party_size=1, language="de", by=GUEST
        )

    answers = race(register, list(range(WRITERS)))
    assert len({answer.pk for answer in answers}) == Registration.objects.count() == 1


def test_cancelling_and_registering_at_once_never_exceeds_the_seats():
    workshop = WorkshopFactory(capacity=SEATS)
    leaving = [RegistrationFactory(workshop=workshop, confirmed=True) for _ in range(SEATS)]
    arriving = [token_of(RegistrationFactory(workshop=workshop)) for _ in range(15)]

    def act(argument):
        if isinstance(argument, str):
            return registrations.confirm(argument)
        return registrations.cancel(argument.pk, by=GUEST)

    race(act, [*leaving, *arriving])
    holding = Registration.objects.filter(state__in=["confirmed", "offered"])
    assert holding.aggregate(seats=models.Sum("party_size"))["seats"] == SEATS
    assert Workshop.objects.count() == 1
