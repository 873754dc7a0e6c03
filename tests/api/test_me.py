"""One's own account, sessions and registrations over HTTP; those of others do not exist."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from core.accounts.models import Person, Role, Session
from events.models import Registration
from tests.factories.accounts import PASSWORD, PersonFactory, signed_in
from tests.factories.events import RegistrationFactory, WorkshopFactory
from tests.factories.roles import clerk_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


@pytest.fixture
def erika(api):
    person = PersonFactory(display_name="Erika")
    api.token = signed_in(person, "Telefon").access
    return person


def own(person, **facts):
    return RegistrationFactory(person=person, email=person.email, **facts)


def test_changing_what_one_is_called(api, erika):
    changed = api.patch("/me", {"display_name": "Erika M.", "municipality": "borsdorf", "language": "en"}).json()
    assert (changed["display_name"], changed["municipality"], changed["language"]) == ("Erika M.", "borsdorf", "en")
    assert api.patch("/me", {"municipality": None}).json() == {**changed, "municipality": None}
    assert api.get("/me").json()["display_name"] == "Erika M."


@pytest.mark.parametrize(
    "body",
    [{"municipality": "entenhausen"}, {"language": "fr"}, {"display_name": ""}, {"display_name": None}, {"email": "x"}],
)
def test_what_can_not_be_is_named(api, erika, body):
    answer = api.patch("/me", body)
    assert (answer.status_code, [error["pointer"] for error in answer.json()["errors"]]) == (
        400,
        [f"/{next(iter(body))}"],
    )


def test_own_answers_are_stored_nowhere(api, erika):
    assert api.get("/me").headers["Cache-Control"] == "no-store"


def test_sessions_with_their_devices(api, erika):
    signed_in(erika, "Rechner")
    signed_in(PersonFactory(), "Fremd")
    listed = api.get("/me/sessions").json()["results"]
    assert [(row["device_name"], row["is_current"]) for row in listed] == [("Rechner", False), ("Telefon", True)]
    other = listed[0]["id"]
    assert api.delete(f"/me/sessions/{other}").status_code == 204
    assert api.delete(f"/me/sessions/{other}").status_code == 404
    assert [row["device_name"] for row in api.get("/me/sessions").json()["results"]] == ["Telefon"]


def test_ones_own_session_can_be_ended_too(api, erika):
    session = Session.objects.get(person=erika)
    assert api.delete(f"/me/sessions/{session.pk}").status_code == 204
    assert api.get("/me").status_code == 401


def test_a_session_of_somebody_else_does_not_exist(api, erika):
    other = PersonFactory()
    foreign = signed_in(other)
    session = Session.objects.get(person=other)
    assert api.delete(f"/me/sessions/{session.pk}").status_code == 404
    assert api.get("/me", token=foreign.access).status_code == 200


def test_registrations_the_latest_first(api, erika):
    early = own(erika, confirmed=True, created_at=timezone.now() - timedelta(days=2))
    late = own(erika, confirmed=True, party_size=2)
    RegistrationFactory(confirmed=True, workshop=early.workshop, person=PersonFactory())
    listed = api.get("/me/registrations").json()
    assert [row["id"] for row in listed["results"]] == [str(late.pk), str(early.pk)]
    row = listed["results"][0]
    assert (row["status"], row["party_size"], row["place_in_line"]) == ("confirmed", 2, None)
    assert row["event"]["title"] == late.workshop.event.title


def test_the_place_in_line_counts_those_ahead_of_the_same_workshop(api, erika):
    workshop = WorkshopFactory(capacity=1)
    for _ in range(2):
        RegistrationFactory(workshop=workshop, waiting=True)
        RegistrationFactory(waiting=True)
    mine = own(erika, workshop=workshop, waiting=True)
    assert api.get("/me/registrations").json()["results"][0]["place_in_line"] == 3
    assert api.get(f"/me/registrations/{mine.pk}").json()["place_in_line"] == 3


def test_who_waits_behind_a_large_party_reads_why_nobody_moves(api, erika):
    workshop = WorkshopFactory(capacity=2)
    RegistrationFactory(workshop=workshop, confirmed=True)
    RegistrationFactory(workshop=workshop, waiting=True, party_size=2)
    own(erika, workshop=workshop, waiting=True)
    own(erika, workshop=WorkshopFactory(capacity=2), waiting=True, party_size=3)
    rows = api.get("/me/registrations").json()["results"]
    assert [row["waiting_reason"] for row in rows] == ["own_party_too_large", "party_ahead_too_large"]


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_three_queries(api, erika, count, django_assert_num_queries):
    for _ in range(count):
        own(erika, waiting=True)
    with django_assert_num_queries(3):
        assert len(api.get("/me/registrations").json()["results"]) == count


def test_pages_follow_one_another(api, erika):
    for _ in range(3):
        own(erika, confirmed=True)
    first = api.get("/me/registrations", page_size=2).json()
    path = first["next"].partition("/api/v1")[2]
    second = api.get(path).json()
    assert (len(first["results"]), len(second["results"]), second["next"]) == (2, 1, None)


def test_changing_and_cancelling_ones_registration(api, erika):
    mine = own(erika, confirmed=True)
    assert api.patch(f"/me/registrations/{mine.pk}", {"party_size": 3}).json()["party_size"] == 3
    refused = api.patch(f"/me/registrations/{mine.pk}", {"party_size": 90})
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/party_size")
    assert api.patch(f"/me/registrations/{mine.pk}", {"state": "confirmed"}).status_code == 400
    for _ in range(2):
        assert api.delete(f"/me/registrations/{mine.pk}").status_code == 204
    assert api.get(f"/me/registrations/{mine.pk}").json()["status"] == "cancelled"
    ended = api.patch(f"/me/registrations/{mine.pk}", {"party_size": 1})
    assert (ended.status_code, ended.json()["code"]) == (409, "registration_ended")


def test_the_join_link_is_for_confirmed_participants_from_its_time_on(api, erika):
    soon = timezone.now() + timedelta(hours=1)
    workshop = WorkshopFactory(join_url="https://treffen.example/geheim", join_available_from=soon)
    early = own(erika, workshop=workshop, confirmed=True)
    answer = api.get(f"/me/registrations/{early.pk}/access")
    assert (answer.status_code, answer.json()["code"], b"geheim" in answer.content) == (403, "not_yet_available", False)
    workshop.join_available_from = None
    workshop.save()
    answer = api.get(f"/me/registrations/{early.pk}/access")
    assert answer.json() == {"join_url": "https://treffen.example/geheim", "available_from": None}
    assert "no-store" in answer.headers["Cache-Control"]
    waiting = own(erika, workshop=WorkshopFactory(join_url="https://treffen.example/geheim"), waiting=True)
    answer = api.get(f"/me/registrations/{waiting.pk}/access")
    assert (answer.status_code, answer.json()["code"], b"geheim" in answer.content) == (403, "not_confirmed", False)


def test_registrations_of_others_do_not_exist(api, erika):
    foreign = RegistrationFactory(
        workshop=WorkshopFactory(join_url="https://treffen.example/geheim"), confirmed=True, person=PersonFactory()
    )
    for key in (foreign.pk, uuid.uuid4()):
        address = f"/me/registrations/{key}"
        answers = [
            api.get(address), api.get(f"{address}/access"), api.delete(address), api.patch(address, {"party_size": 2})
        ]  # fmt: skip
        assert [answer.status_code for answer in answers] == [404, 404, 404, 404]
        assert [b"geheim" in answer.content for answer in answers] == [False] * 4
    foreign.refresh_from_db()
    assert (foreign.state, foreign.party_size) == ("confirmed", 1)


def test_the_export_is_a_file_of_ones_own_data(api, erika):
    mine = own(erika, confirmed=True)
    RegistrationFactory(confirmed=True, name="Fremd", workshop=mine.workshop)
    answer = api.get("/me/export")
    assert answer.headers["Content-Disposition"] == 'attachment; filename="export.json"'
    exported = answer.json()
    assert exported["accounts"]["account"]["email"] == erika.email
    assert [row["id"] for row in exported["events"]["registrations"]] == [str(mine.pk)]
    assert ("Fremd" in answer.text, "argon2" in answer.text) == (False, False)


def test_deleting_the_account_needs_the_password(api, erika):
    answer = api.delete("/me", {"password": "falsch", "contributions": "keep"})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, "/password")
    assert api.delete("/me", {"password": PASSWORD}).status_code == 400
    assert api.delete("/me").status_code == 400
    assert Person.objects.get() == erika


@pytest.mark.parametrize("contributions", ["keep", "remove"])
def test_deleting_the_account_passes_the_seat_on(api, erika, contributions):
    workshop = WorkshopFactory(capacity=1)
    own(erika, workshop=workshop, confirmed=True)
    waiting = RegistrationFactory(workshop=workshop, waiting=True)
    assert api.delete("/me", {"password": PASSWORD, "contributions": contributions}).status_code == 204
    assert (Person.objects.count(), list(Registration.objects.values_list("pk", "state"))) == (
        0,
        [(waiting.pk, "offered")],
    )


def test_registering_while_signed_in(api, erika):
    workshop = WorkshopFactory()
    answer = api.post(f"/events/{workshop.event_id}/registrations", {"party_size": 2})
    assert (answer.status_code, answer.json()["status"]) == (201, "confirmed")
    assert answer.headers["Location"] == f"/api/v1/me/registrations/{answer.json()['id']}"
    assert api.get("/me/registrations").json()["results"][0]["id"] == answer.json()["id"]


def test_roles_are_listed_by_organization(api):
    api.token = signed_in(clerk_of("stadt-naunhof", Role.MODERATOR, Role.EDITOR)).access
    listed = api.get("/me").json()["memberships"]
    assert [(one["organization"]["slug"], one["role"]) for one in listed] == [
        ("stadt-naunhof", "editor"), ("stadt-naunhof", "moderator"),
    ]  # fmt: skip
