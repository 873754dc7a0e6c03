"""The join link: for confirmed participants, from its time, and nowhere else."""

from datetime import timedelta

import pytest
import time_machine
from django.core import mail as sent
from django.utils import timezone

from core.accounts.roles import NotEntrusted
from core.actors import GUEST, SYSTEM
from core.audit.models import AuditEntry
from core.errors import Invalid
from core.mail import delivery
from core.mail.models import OutgoingMail
from events import errors
from events.models import Workshop
from events.services import editing, join_links
from tests.events.conftest import letters_to
from tests.factories.events import RegistrationFactory, WorkshopFactory
from tests.factories.roles import actor_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
LINK = "https://konferenz.example/geheim-4711"


def test_confirmed_participants_see_it():
    registration = RegistrationFactory(workshop=WorkshopFactory(join_url=LINK), confirmed=True)
    assert join_links.reveal(registration.pk, by=GUEST).join_url == LINK


@pytest.mark.parametrize("state", [{}, {"held": True}, {"waiting": True}, {"offered": True}])
def test_others_do_not(state):
    registration = RegistrationFactory(workshop=WorkshopFactory(join_url=LINK), **state)
    with pytest.raises(errors.NotConfirmed):
        join_links.reveal(registration.pk, by=GUEST)


def test_before_its_time_the_refusal_says_when():
    available_from = timezone.now() + timedelta(days=1)
    workshop = WorkshopFactory(join_url=LINK, join_available_from=available_from)
    with pytest.raises(errors.NotYetAvailable) as refusal:
        join_links.reveal(RegistrationFactory(workshop=workshop, confirmed=True).pk, by=GUEST)
    assert refusal.value.facts == {"available_from": available_from.isoformat()}


def test_a_workshop_without_one_says_so():
    with pytest.raises(errors.NoJoinLink):
        join_links.reveal(RegistrationFactory(confirmed=True).pk, by=GUEST)


def test_after_the_event_it_is_gone():
    workshop = WorkshopFactory(join_url=LINK, event__starts_at=timezone.now() - timedelta(hours=3))
    with pytest.raises(errors.EventOver):
        join_links.reveal(RegistrationFactory(workshop=workshop, confirmed=True).pk, by=GUEST)


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


def test_it_is_there_at_the_start_where_the_event_was_moved_ahead_of_its_time():
    now = timezone.now()
    starts_at, later = now + timedelta(hours=1), now + timedelta(days=2)
    workshop = WorkshopFactory(join_url=LINK, join_available_from=later, event__starts_at=starts_at)
    registration = RegistrationFactory(workshop=workshop, confirmed=True)
    with pytest.raises(errors.NotYetAvailable) as refusal:
        join_links.reveal(registration.pk, by=GUEST)
    assert refusal.value.facts == {"available_from": starts_at.isoformat()}
    assert [join_links.send_due(now=now), join_links.send_due(now=starts_at)] == [0, 1]
    with time_machine.travel(starts_at, tick=False):
        assert join_links.reveal(registration.pk, by=GUEST).join_url == LINK
    whole_day = WorkshopFactory(
        join_url=LINK, join_available_from=later, event__starts_at=starts_at, event__time_precision="day"
    )
    assert whole_day.join_link_from == later


def test_each_reveal_is_noted_without_a_word_about_the_person():
    registration = RegistrationFactory(workshop=WorkshopFactory(join_url=LINK), confirmed=True)
    for _ in range(2):
        join_links.reveal(registration.pk, by=GUEST)
    noted = AuditEntry.objects.filter(act="join_link.revealed").values_list("actor_kind", "subject_id", "details")
    assert list(noted) == [("guest", str(registration.pk), {})] * 2


def test_without_a_time_it_reaches_those_confirmed_before_it_was_entered():
    workshop = WorkshopFactory()
    confirmed = RegistrationFactory(workshop=workshop, confirmed=True)
    workshop.join_url = LINK
    editing.save_workshop(workshop, by=SYSTEM)
    join_links.send_due(now=timezone.now())
    assert letters_to(confirmed) == ["join_link"]


def test_it_is_stored_sealed_and_read_with_former_keys_too(settings):
    key = WorkshopFactory(join_url=LINK).pk
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 10, [settings.SECRET_KEY]
    workshop = Workshop.objects.get(pk=key)
    assert (workshop.join_url, LINK.encode() in bytes(workshop.sealed_join_url)) == (LINK, False)


def test_under_an_unknown_key_there_is_none_and_the_log_says_so(settings, caplog):
    registration = RegistrationFactory(workshop=WorkshopFactory(join_url=LINK), confirmed=True)
    settings.SECRET_KEY = "another" * 10
    with pytest.raises(errors.NoJoinLink):
        join_links.reveal(registration.pk, by=GUEST)
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == [
        "a join link is sealed under an unknown SECRET_KEY"
    ]


def test_another_one_is_told_at_once_to_those_who_could_see_the_former():
    workshop = WorkshopFactory(join_url=LINK, capacity=1)
    confirmed, waiting = (
        RegistrationFactory(workshop=workshop, confirmed=True),
        RegistrationFactory(workshop=workshop, waiting=True),
    )
    for _ in range(2):  # the second click changes nothing
        join_links.replace(workshop.event_id, url=f"{LINK}-neu", by=SYSTEM)
    assert (letters_to(confirmed), letters_to(waiting)) == (["join_link_replaced"], [])
    assert join_links.reveal(confirmed.pk, by=GUEST).join_url == f"{LINK}-neu"
    assert join_links.send_due(now=timezone.now()) == 0
    (noted,) = AuditEntry.objects.filter(act="workshop.changed").values_list("details", flat=True)
    assert noted == {"fields": ["sealed_join_url"]}
    delivery.deliver(OutgoingMail.objects.get().pk)
    assert f"{LINK}-neu" in sent.outbox[0].body


def test_another_one_before_its_time_is_told_at_its_time():
    now = timezone.now()
    workshop = WorkshopFactory(join_url=LINK, join_available_from=now + timedelta(days=1))
    confirmed = RegistrationFactory(workshop=workshop, confirmed=True)
    join_links.replace(workshop.event_id, url=f"{LINK}-neu", by=SYSTEM)
    assert letters_to(confirmed) == []
    join_links.send_due(now=now + timedelta(days=1))
    assert letters_to(confirmed) == ["join_link"]


def test_what_is_no_address_is_refused():
    with pytest.raises(Invalid):
        join_links.replace(WorkshopFactory().event_id, url="javascript:alert(1)", by=SYSTEM)


def test_a_clerk_of_another_town_cannot_replace_it():
    workshop = WorkshopFactory(join_url=LINK)
    with pytest.raises(NotEntrusted):
        join_links.replace(workshop.event_id, url=f"{LINK}-neu", by=actor_of("stadt-brandis"))
