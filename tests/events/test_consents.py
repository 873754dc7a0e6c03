"""What people agree to when they register is proven: not before the address is, and until it is taken back."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from core.accounts.models import Role
from core.actors import GUEST, SYSTEM
from core.actors import person as acting
from core.consents.models import Consent
from core.mail.models import OutgoingMail
from core.privacy import rights, runs
from events.models import Answer, Channel, Question
from events.services import entering, participants, questions, registrations
from tests.events.conftest import token_of
from tests.factories.accounts import PersonFactory
from tests.factories.events import WorkshopFactory
from tests.factories.roles import actor_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
PHOTO = {"key": "photo", "label": "Fotos von mir dürfen erscheinen.", "kind": "consent"}
MEAL = {"key": "meal", "label": "Vegan?", "kind": "yes_no"}


@pytest.fixture
def clock():
    with time_machine.travel("2026-11-30T12:00:00+01:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def workshop(clock):
    workshop = WorkshopFactory()
    questions.put(workshop.event_id, [Question(**PHOTO), Question(**MEAL)], by=SYSTEM)
    return workshop


def guest(workshop, **told):
    return registrations.register(
        workshop.event_id, name="Erika", email="erika@example.org", party_size=1, language="de", by=GUEST, answers=told
    )


def told():
    rows = Consent.objects.select_related("text").order_by("asked_at", "confirmed_at")
    return [(one.text.text, one.proof, one.end_reason) for one in rows]


def test_a_guests_consent_counts_once_the_link_is_used(clock, workshop):
    registration = guest(workshop, photo=True, meal=True)
    assert told() == []
    clock.shift(timedelta(minutes=10))
    for _again in range(2):
        registrations.confirm(token_of(registration))
    assert told() == [(PHOTO["label"], "link", "")]
    consent = Consent.objects.of_address("erika@example.org").get()
    mail = OutgoingMail.objects.get(letter="registration_confirm")
    assert (consent.about_id, consent.mail_id, consent.person) == (registration.pk, mail.pk, None)
    assert consent.confirmed_at - consent.asked_at == timedelta(minutes=10)


def test_who_does_not_agree_leaves_no_record(clock, workshop):
    registrations.confirm(token_of(guest(workshop, photo=False, meal=True)))
    assert told() == []


def test_it_is_taken_back_and_given_again(clock, workshop):
    registration = guest(workshop, photo=True)
    registrations.confirm(token_of(registration))
    clock.shift(timedelta(days=1))
    registrations.change(registration.pk, by=GUEST, answers={"photo": False})
    assert told() == [(PHOTO["label"], "link", "withdrawn")]
    assert Consent.objects.get().ended_at == timezone.now()
    clock.shift(timedelta(days=1))
    registrations.change(registration.pk, by=GUEST, answers={"photo": True})
    assert told() == [(PHOTO["label"], "link", "withdrawn"), (PHOTO["label"], "link", "")]


def test_other_words_are_another_consent(clock, workshop):
    registration = guest(workshop, photo=True)
    registrations.confirm(token_of(registration))
    questions.put(workshop.event_id, [Question(**{**PHOTO, "label": "Auch Filme."})], by=SYSTEM)
    assert told() == [(PHOTO["label"], "link", "")]
    clock.shift(timedelta(hours=1))
    registrations.change(registration.pk, by=GUEST, answers={"photo": True})
    assert told() == [(PHOTO["label"], "link", "withdrawn"), ("Auch Filme.", "link", "")]


def test_an_account_and_an_office_are_proofs_of_their_own(clock, workshop):
    person = PersonFactory()
    registrations.register_person(
        workshop.event_id, person=person, party_size=1, answers={"photo": True}, by=acting(person)
    )
    clock.shift(timedelta(hours=1))
    entering.enter(
        workshop.event_id, name="Otto", email="", party_size=1, channel=Channel.PHONE, language="de",
        answers={"photo": True}, by=actor_of(workshop.event.organization.slug, Role.EDITOR),
    )  # fmt: skip
    assert told() == [(PHOTO["label"], "account", ""), (PHOTO["label"], "office", "")]
    assert list(Consent.objects.order_by("asked_at").values_list("person", "address_hash"))[1] == (None, None)


def test_the_proof_outlives_the_registration(clock, workshop):
    registration = guest(workshop, photo=True)
    registrations.confirm(token_of(registration))
    clock.move_to(workshop.event.over_at + timedelta(days=31))
    runs.carry_out(now=timezone.now())
    assert (Answer.objects.count(), told()) == (0, [(PHOTO["label"], "link", "deleted")])


def test_who_erases_the_account_ends_it(clock, workshop):
    person = PersonFactory()
    registrations.register_person(
        workshop.event_id, person=person, party_size=1, answers={"photo": True}, by=acting(person)
    )
    rights.erase(person, keep_contributions=False, by=SYSTEM)
    assert told() == [(PHOTO["label"], "account", "erased")]


def test_on_lists_a_consent_to_former_words_is_none_to_the_present_ones(workshop):
    registration = guest(workshop, photo=True)
    registrations.confirm(token_of(registration))
    films = {**PHOTO, "label": "Fotos und Filme von mir dürfen erscheinen.", "is_listed": True}
    questions.put(workshop.event_id, [Question(**films)], by=SYSTEM)
    ((_row, listed),) = participants.print_list(workshop.event_id, by=SYSTEM).rows
    assert listed == [f"nur zu: {PHOTO['label']}"]
    table = participants.export_csv(workshop.event_id, by=SYSTEM).decode()
    assert table.endswith(f";nur zu: {PHOTO['label']}\r\n")
    registrations.change(registration.pk, answers={"photo": True}, by=GUEST)
    ((_row, listed),) = participants.print_list(workshop.event_id, by=SYSTEM).rows
    assert listed == ["ja"]
