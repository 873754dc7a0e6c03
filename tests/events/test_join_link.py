"""The join link: for confirmed participants, from its time, and nowhere else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.mail.models import OutgoingMail
from events import errors
from events.services import join_links
from tests.events.conftest import letters_to
from tests.factories.events import RegistrationFactory, WorkshopFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
LINK = "https://konferenz.example/geheim-4711"


def test_confirmed_participants_see_it():
    registration = RegistrationFactory(workshop=WorkshopFactory(join_url=LINK), confirmed=True)
    assert join_links.reveal(registration.pk).join_url == LINK


@pytest.mark.parametrize("state", [{}, {"held": True}, {"waiting": True}, {"offered": True}])
def test_others_do_not(state):
    registration = RegistrationFactory(workshop=WorkshopFactory(join_url=LINK), **state)
    with pytest.raises(errors.NotConfirmed):
        join_links.reveal(registration.pk)


def test_before_its_time_the_refusal_says_when():
    available_from = timezone.now() + timedelta(days=1)
    workshop = WorkshopFactory(join_url=LINK, join_available_from=available_from)
    with pytest.raises(errors.NotYetAvailable) as refusal:
        join_links.reveal(RegistrationFactory(workshop=workshop, confirmed=True).pk)
    assert refusal.value.facts == {"available_from": available_from.isoformat()}


def test_a_workshop_without_one_says_so():
    with pytest.raises(errors.NoJoinLink):
        join_links.reveal(RegistrationFactory(confirmed=True).pk)


def test_after_the_event_it_is_gone():
    workshop = WorkshopFactory(join_url=LINK, event__starts_at=timezone.now() - timedelta(hours=3))
    with pytest.raises(errors.EventOver):
        join_links.reveal(RegistrationFactory(workshop=workshop, confirmed=True).pk)


def test_it_is_sent_once_at_its_time_to_those_confirmed_earlier():
    now = timezone.now()
    workshop = WorkshopFactory(join_url=LINK, join_available_from=now)
    confirmed = RegistrationFactory(workshop=workshop, confirmed=True)
    RegistrationFactory(workshop=workshop, confirmed=True, join_link_sent_at=now)
    RegistrationFactory(workshop=workshop, waiting=True)
    early = WorkshopFactory(join_url=LINK, join_available_from=now + timedelta(minutes=1))
    RegistrationFactory(workshop=early, confirmed=True)
    assert [join_links.send_due(now=now), join_links.send_due(now=now)] == [1, 0]
    assert letters_to(confirmed) == ["join_link"]
    assert OutgoingMail.objects.count() == 1
