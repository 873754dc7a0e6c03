"""The acts of a registration as a person meets them: link, page, button, result."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.actors import SYSTEM
from core.mail.models import OutgoingMail
from events.models import Question, Registration
from events.services import answers as replies
from events.services import questions
from tests.factories.events import RegistrationFactory, WorkshopFactory
from tests.pages.conftest import confirm_token, manage_token
from tests.pages.html import Page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
LINK = "https://konferenz.example/geheim-4711"


def heading(response):
    return response.text.partition("<h1>")[2].partition("</h1>")[0]


def state_of(registration):
    return Registration.objects.values_list("state", flat=True).get(pk=registration.pk)


def test_the_button_confirms_and_pressing_it_again_changes_nothing(reader):
    registration = RegistrationFactory(held=True)
    token = confirm_token(registration)
    assert heading(reader.open("/registrations/confirm", token=token)) == "Möchten Sie Ihre Anmeldung bestätigen?"
    for _ in range(2):
        response = reader.press("/registrations/confirm", token=token)
        assert (response.status_code, heading(response)) == (200, "Sie sind angemeldet")
    assert state_of(registration) == "confirmed"
    assert list(OutgoingMail.objects.values_list("letter", flat=True)) == ["registration_confirmed"]
    assert heading(reader.open("/registrations/confirm", token=token)) == "Sie sind angemeldet"


def test_confirming_a_full_workshop_tells_the_place_on_the_waiting_list(reader):
    workshop = WorkshopFactory(capacity=1)
    RegistrationFactory(workshop=workshop, confirmed=True)
    RegistrationFactory(workshop=workshop, waiting=True, queue_number=1)
    response = reader.press("/registrations/confirm", token=confirm_token(RegistrationFactory(workshop=workshop)))
    assert (response.status_code, heading(response)) == (200, "Sie stehen auf der Warteliste")
    assert "Sie stehen an Stelle 2;" in response.text


def test_who_waits_with_too_many_reads_that_fewer_could_come(reader):
    workshop = WorkshopFactory(capacity=2)
    RegistrationFactory(workshop=workshop, confirmed=True)
    waiting = RegistrationFactory(workshop=workshop, waiting=True, party_size=2)
    assert (
        "Es sind weniger Plätze frei, als Sie brauchen."
        in reader.open("/registrations/manage", token=manage_token(waiting)).text
    )


def test_confirming_without_a_seat_or_waiting_list_is_refused_with_a_sentence(reader):
    workshop = WorkshopFactory(capacity=1, waiting_list=False)
    RegistrationFactory(workshop=workshop, confirmed=True)
    response = reader.press("/registrations/confirm", token=confirm_token(RegistrationFactory(workshop=workshop)))
    assert (response.status_code, heading(response)) == (409, "Der Workshop ist ausgebucht")


@pytest.mark.parametrize("verb", ["open", "press"])
def test_an_expired_confirmation_link_is_gone(reader, verb):
    token = confirm_token(RegistrationFactory(), hours=-1)
    response = getattr(reader, verb)("/registrations/confirm", token=token)
    assert (response.status_code, heading(response)) == (410, "Der Link gilt nicht mehr")


def test_the_button_cancels_and_pressing_it_again_changes_nothing(reader):
    registration = RegistrationFactory(confirmed=True)
    token = manage_token(registration)
    assert heading(reader.open("/registrations/cancel", token=token)) == "Möchten Sie Ihre Teilnahme absagen?"
    for _ in range(2):
        response = reader.press("/registrations/cancel", token=token)
        assert (response.status_code, heading(response)) == (200, "Ihre Anmeldung ist aufgehoben")
    assert state_of(registration) == "cancelled"
    assert "<form" not in reader.open("/registrations/cancel", token=token).text


@pytest.mark.parametrize(
    ("path", "result", "state"),
    [
        ("/registrations/accept-offer", "Sie sind angemeldet", "confirmed"),
        ("/registrations/decline-offer", "Ihre Anmeldung ist aufgehoben", "cancelled"),
    ],
)
def test_an_offered_seat_is_taken_or_declined_by_its_button(reader, path, result, state):
    registration = RegistrationFactory(offered=True)
    token = manage_token(registration)
    assert "<form" in reader.open(path, token=token).text
    for _ in range(2):
        response = reader.press(path, token=token)
        assert (response.status_code, heading(response)) == (200, result)
    assert state_of(registration) == state


def test_an_offer_past_its_deadline_has_no_button_even_before_it_is_settled(reader):
    registration = RegistrationFactory(offered=True, offered_until=timezone.now() - timedelta(minutes=1))
    token = manage_token(registration)
    response = reader.open("/registrations/accept-offer", token=token)
    assert (heading(response), "<form" in response.text) == ("Ihre Anmeldung ist verfallen", False)
    assert reader.press("/registrations/accept-offer", token=token).status_code == 409


def test_accepting_without_an_offer_is_refused_with_a_sentence(reader):
    full = WorkshopFactory(capacity=1)
    RegistrationFactory(workshop=full, confirmed=True)
    token = manage_token(RegistrationFactory(workshop=full, waiting=True))
    response = reader.press("/registrations/accept-offer", token=token)
    assert (response.status_code, heading(response)) == (409, "Es liegt kein Platzangebot vor")


def test_name_and_number_of_people_are_changed(reader):
    registration = RegistrationFactory(confirmed=True)
    token = manage_token(registration)
    response = reader.press("/registrations/manage", token=token, name="Jürgen Groß", party_size="3")
    registration.refresh_from_db()
    assert (response.status_code, registration.name, registration.party_size) == (200, "Jürgen Groß", 3)
    assert Page(response.text).title.startswith("Gespeichert: Ihre Anmeldung")
    assert "3 Personen" in Page(response.text).texts["dd"]


@pytest.mark.parametrize(
    ("fields", "status", "field", "sentence"),
    [
        ({"name": " ", "party_size": "1"}, 400, "name", "Bitte geben Sie einen Namen ein."),
        ({"name": "E" * 101, "party_size": "1"}, 400, "name", None),
        ({"name": "E\x00", "party_size": "1"}, 400, "name", None),
        ({"name": "Erika"}, 400, "party_size", "Bitte geben Sie an, wie viele Personen kommen."),
        ({"name": "Erika", "party_size": "zwei"}, 400, "party_size", None),
        ({"name": "Erika", "party_size": "9" * 5000}, 400, "party_size", None),
        ({"name": "Erika", "party_size": "0"}, 400, "party_size", "Bitte melden Sie 1 bis 4 Personen an."),
        ({"name": "Erika", "party_size": "99"}, 400, "party_size", "Bitte melden Sie 1 bis 4 Personen an."),
        ({"name": "Erika", "party_size": "4"}, 409, "party_size", None),
    ],
)
def test_a_refused_change_says_beside_the_field_what_to_do(reader, fields, status, field, sentence):
    registration = RegistrationFactory(workshop=WorkshopFactory(capacity=4), confirmed=True, name="Vorher")
    RegistrationFactory(workshop=registration.workshop, confirmed=True)
    response = reader.press("/registrations/manage", token=manage_token(registration), **fields)
    registration.refresh_from_db()
    assert (response.status_code, registration.name, registration.party_size) == (status, "Vorher", 1)
    assert Page(response.text).title.startswith("Fehler: Ihre Anmeldung")
    assert f'<a href="#id_{field}">{sentence or ""}' in response.text
    assert f'id="id_{field}_error">{sentence or ""}' in response.text


def test_an_ended_registration_shows_how_it_ended_and_nothing_to_press(reader):
    registration = RegistrationFactory(confirmed=True)
    token = manage_token(registration)
    reader.press("/registrations/cancel", token=token)
    text = reader.open("/registrations/manage", token=token).text
    assert ("Sie haben abgesagt" in text, "<form" in text, "/registrations/cancel" in text) == (True, False, False)
    changed = reader.press("/registrations/manage", token=token, name="Erika", party_size="1")
    assert (changed.status_code, heading(changed)) == (409, "Die Anmeldung besteht nicht mehr")


def test_the_join_link_stands_on_the_page_of_a_confirmed_one_from_its_time_and_nowhere_else(reader):
    from_now = WorkshopFactory(join_url=LINK)
    later = WorkshopFactory(join_url=LINK, join_available_from=timezone.now() + timedelta(days=3))
    shown = [
        (registration.state, path)
        for workshop in (from_now, later)
        for state in ({"confirmed": True}, {"waiting": True}, {"offered": True})
        for registration in [RegistrationFactory(workshop=workshop, **state)]
        for path in ("manage", "cancel", "accept-offer", "decline-offer")
        if "4711" in reader.open(f"/registrations/{path}", token=manage_token(registration)).text
    ]
    assert shown == [("confirmed", "manage")]
    unconfirmed = confirm_token(RegistrationFactory(workshop=from_now))
    assert "4711" not in reader.open("/registrations/confirm", token=unconfirmed).text
    assert "4711" not in reader.press("/registrations/confirm", token=unconfirmed).text


def test_before_its_time_the_page_says_when_the_join_link_is_shown(reader):
    moment = timezone.now().replace(hour=11, minute=0) + timedelta(days=3)
    registration = RegistrationFactory(
        workshop=WorkshopFactory(join_url=LINK, join_available_from=moment), confirmed=True
    )
    text = reader.open("/registrations/manage", token=manage_token(registration)).text
    assert "Den Link finden Sie hier ab " in text


def test_after_the_event_nothing_can_be_pressed(reader):
    now = timezone.now()
    workshop = WorkshopFactory(event__starts_at=now - timedelta(hours=3), event__ends_at=now - timedelta(hours=1))
    token = manage_token(RegistrationFactory(workshop=workshop, confirmed=True))
    for path in ("manage", "cancel"):
        text = reader.open(f"/registrations/{path}", token=token).text
        assert ("Die Veranstaltung ist vorbei" in text, "<form" in text) == (True, False)


def test_who_registered_by_mail_says_here_who_and_how_many_come(reader):
    registration = RegistrationFactory(held=True, channel="mail", proposed_party_size=3, name="erika")
    token = confirm_token(registration)
    shown = reader.open("/registrations/confirm", token=token)
    fields = {field["name"]: field["value"] for field in Page(shown.text).all("input")}
    assert (fields["name"], fields["party_size"]) == ("erika", "3")
    refused = reader.press("/registrations/confirm", token=token, name="", party_size="9")
    registration.refresh_from_db()
    assert (refused.status_code, registration.state) == (400, "unconfirmed")
    assert Page(refused.text).title.startswith("Fehler: ")
    response = reader.press("/registrations/confirm", token=token, name="Erika Muster", party_size="2")
    registration.refresh_from_db()
    assert (response.status_code, registration.state) == (200, "confirmed")
    assert (registration.name, registration.party_size) == ("Erika Muster", 2)


def test_questions_are_answered_on_the_page_and_changed_there(reader):
    workshop = WorkshopFactory(residents_only=True)
    asked = [
        Question(key="meal", label="Essen?", kind="single_choice", choices=["alles", "vegan"], is_required=True),
        Question(key="days", label="Wann?", kind="multiple_choice", choices=["Sa", "So"]),
        Question(key="first", label="Neu hier?", kind="yes_no"),
    ]
    questions.put(workshop.event_id, asked, by=SYSTEM)
    registration = RegistrationFactory(workshop=workshop, held=True, channel="mail")
    told = {"token": confirm_token(registration), "name": "Erika", "party_size": "1", "answers-first": "no"}
    refused = reader.press("/registrations/confirm", **told)
    assert refused.status_code == 400
    assert refused.text.count("Bitte beantworten Sie diese Frage.") == 2  # above, and beside the field
    assert 'href="#id_is_resident"' in refused.text
    done = reader.press("/registrations/confirm", **told, **{"answers-meal": "vegan", "is_resident": "on"})
    assert (done.status_code, replies.of(registration.pk)) == (200, {"first": False, "meal": "vegan"})
    changed = {"token": manage_token(registration), "name": "Erika", "party_size": "1", "answers-days": "So"}
    saved = reader.press("/registrations/manage", **changed, **{"answers-meal": "alles", "answers-first": ""})
    assert (saved.status_code, replies.of(registration.pk)) == (200, {"days": ["So"], "meal": "alles"})


def test_a_larger_party_than_held_waits_where_there_is_no_room(reader):
    workshop = WorkshopFactory(capacity=2)
    registration = RegistrationFactory(workshop=workshop, held=True, channel="mail")
    RegistrationFactory(workshop=workshop, confirmed=True)
    reader.press("/registrations/confirm", token=confirm_token(registration), name="Erika", party_size="2")
    registration.refresh_from_db()
    assert (registration.state, registration.party_size) == ("waitlisted", 2)
