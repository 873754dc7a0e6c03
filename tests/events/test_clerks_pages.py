"""The clerks' pages about registrations: each act by its form, and what it refuses beside the field."""

import pytest
from django.test import Client
from django.urls import reverse

from core import tokens
from core.accounts.models import Role
from core.actors import SYSTEM
from core.audit.models import AuditEntry
from core.mail.models import OutgoingMail
from events.models import Question, Registration, RegistrationState, RegistrationToken
from events.services import questions
from tests.factories.accounts import PersonFactory
from tests.factories.events import EventFactory, RegistrationFactory, WorkshopFactory
from tests.factories.roles import clerk_of
from tests.forms import submit

pytestmark = pytest.mark.usefixtures("region")
ACTS = ("enter", "message", "seats", "check-in", "list", "csv")


@pytest.fixture
def clerk():
    client = Client(headers={"Accept-Language": "de"})
    client.force_login(PersonFactory(is_staff=True, is_superuser=True))
    return client


def page(event, act):
    return f"/admin/events/event/{event.pk}/{act}/"


def messages(response):
    return [str(message) for message in response.context["messages"]]


def refused(response):
    assert response.status_code == 200
    return {name: list(found) for name, found in response.context["form"].errors.items()}


def test_a_caller_is_entered(clerk):
    workshop = WorkshopFactory()
    answer = submit(clerk, page(workshop.event, "enter"), name="Jürgen Groß", party_size="2", channel="phone")
    assert answer.status_code == 302
    registration = Registration.objects.get()
    assert (registration.name, registration.email, registration.party_size) == ("Jürgen Groß", "", 2)
    assert (registration.state, registration.channel) == ("confirmed", "phone")


def test_a_caller_is_asked_what_the_workshop_asks(clerk):
    event = WorkshopFactory(residents_only=True).event
    asked = Question(key="meal", label="Essen?", kind="text", is_required=True, is_listed=True)
    questions.put(event.pk, [asked], by=SYSTEM)
    caller = {"name": "Jana", "party_size": "1", "channel": "phone"}
    assert refused(submit(clerk, page(event, "enter"), **caller)).keys() == {"answers-meal", "is_resident"}
    answered = {**caller, "answers-meal": "=1+1", "is_resident": "on"}
    assert submit(clerk, page(event, "enter"), **answered).status_code == 302
    assert "<td>=1+1</td>" in clerk.get(page(event, "list")).text
    assert ";'=1+1" in clerk.get(page(event, "csv")).content.decode()
    assert "Essen? =1+1" in clerk.get(reverse("admin:events_registration_changelist")).text


def test_what_cannot_be_entered_is_told_beside_its_field(clerk):
    event = WorkshopFactory().event
    found = refused(submit(clerk, page(event, "enter"), name="Erika", party_size="9"))
    assert found == {"party_size": ["Bitte melden Sie 1 bis 4 Personen an."]}
    assert refused(submit(clerk, page(event, "enter"), name="", email="x")).keys() == {"name", "email"}
    assert not Registration.objects.exists()


def test_a_message_is_sent_once_by_two_clicks(clerk):
    workshop = WorkshopFactory()
    RegistrationFactory(workshop=workshop, confirmed=True)
    words = {"subject": "Neuer Raum", "text": "Wir treffen uns im Ratssaal."}
    assert submit(clerk, page(workshop.event, "message"), **words).status_code == 302
    assert list(refused(submit(clerk, page(workshop.event, "message"), **words))) == ["__all__"]
    assert OutgoingMail.objects.filter(letter="participant_message").count() == 1


def test_seats_are_changed_after_their_consequences_were_shown(clerk):
    workshop = WorkshopFactory(capacity=1)
    RegistrationFactory(workshop=workshop, confirmed=True)
    waiting = RegistrationFactory(workshop=workshop, waiting=True)
    address = page(workshop.event, "seats")
    shown = submit(clerk, address, capacity="2")
    workshop.refresh_from_db()
    assert (shown.status_code, workshop.capacity) == (200, 1)
    assert "Wartende Anmeldungen: 1, Personen: 1." in shown.text
    answer = clerk.post(address, {"capacity": "2", "seen": "2"})
    waiting.refresh_from_db()
    workshop.refresh_from_db()
    assert (answer.status_code, workshop.capacity, waiting.state) == (302, 2, "offered")


def test_another_number_than_the_shown_one_is_shown_first(clerk):
    workshop = WorkshopFactory(capacity=5)
    assert clerk.post(page(workshop.event, "seats"), {"capacity": "3", "seen": "2"}).status_code == 200
    workshop.refresh_from_db()
    assert workshop.capacity == 5


def test_a_scanned_code_checks_in_and_the_page_stays(clerk):
    registration = RegistrationFactory(confirmed=True, name="Erika", party_size=2)
    check_in = RegistrationToken.CHECK_IN
    code = tokens.mint(RegistrationToken, purpose=check_in, expires_at=None, registration=registration)
    address = page(registration.workshop.event, "check-in")
    assert f'value="{code}"' in clerk.get(address, {"code": code}).text
    assert Registration.objects.get().attended is None  # looking changes nothing
    first = clerk.post(address, {"code": code}, follow=True)
    second = clerk.post(address, {"code": code}, follow=True)
    assert messages(first) == ["Willkommen: Erika, 2 Personen"]
    assert messages(second) == ["War schon eingecheckt: Erika, 2 Personen"]
    assert Registration.objects.get().attended is True
    assert list(refused(clerk.post(address, {"code": "falsch"}))) == ["__all__"]


def test_the_attendance_list_holds_who_has_a_seat(clerk):
    workshop = WorkshopFactory()
    RegistrationFactory(workshop=workshop, confirmed=True, name="Änne <b>")
    RegistrationFactory(workshop=workshop, waiting=True, name="Wartende")
    shown = clerk.get(page(workshop.event, "list")).text
    assert "Änne &lt;b&gt;" in shown
    assert "Wartende" not in shown


def test_the_table_is_told_to_the_audit(clerk):
    registration = RegistrationFactory(confirmed=True)
    answer = clerk.get(page(registration.workshop.event, "csv"))
    assert answer.headers["Content-Disposition"].startswith('attachment; filename="')
    assert registration.email in answer.content.decode()
    assert AuditEntry.objects.get().act == "event.participants_exported"


def test_presence_is_noted_on_the_list(clerk):
    came, waits = RegistrationFactory(confirmed=True, name="Da"), RegistrationFactory(waiting=True, name="Wartet")
    chosen = {"action": "mark_absent", "_selected_action": [came.pk, waits.pk]}
    answer = clerk.post(reverse("admin:events_registration_changelist"), chosen, follow=True)
    assert dict(Registration.objects.values_list("name", "attended")) == {"Da": False, "Wartet": None}
    assert sorted(message.level_tag for message in answer.context["messages"]) == ["error", "info"]


@pytest.mark.parametrize("act", ACTS)
def test_without_registration_there_is_nothing_to_do(clerk, act):
    assert clerk.get(page(EventFactory(), act)).status_code == 403


@pytest.mark.parametrize("act", ACTS)
def test_who_has_another_role_may_not_act(act):
    client = Client()
    client.force_login(clerk_of("gemeinde-borsdorf", Role.MODERATOR, Role.MANAGER))
    registration = RegistrationFactory(confirmed=True)
    assert client.get(page(registration.workshop.event, act)).status_code == 403
    assert client.post(page(registration.workshop.event, act), {"capacity": "9", "seen": "9"}).status_code == 403
    assert registration.state == RegistrationState.CONFIRMED
