"""Registration over HTTP: the story of a guest, and every way to send it wrong."""

from datetime import timedelta

import pytest
from django.utils import timezone

from core.mail.models import OutgoingMail
from events.models import Registration, RegistrationToken
from tests.events.conftest import token_of
from tests.factories.events import EventFactory, RegistrationFactory, WorkshopFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
ERIKA = {"name": "Erika Muster", "email": "erika@example.org"}
LINK = "https://konferenz.example/geheim-4711"


def register(api, workshop, **body):
    return api.post(f"/events/{workshop.event_id}/registrations", {**ERIKA, **body})


def manage_token(registration):
    return token_of(registration, RegistrationToken.MANAGE)


def test_the_story_of_a_guest(api):
    workshop = WorkshopFactory(join_url=LINK)
    response = register(api, workshop, party_size=2)
    assert (response.status_code, response.json()) == (202, {"status": "unconfirmed"})
    registration = Registration.objects.get()
    confirmed = api.post("/registrations/confirm", {"token": token_of(registration)})
    body = confirmed.json()
    assert (confirmed.status_code, body["status"], body["party_size"], body["place_in_line"]) == (
        200,
        "confirmed",
        2,
        None,
    )
    assert body["event"]["title"] == workshop.event.title
    token = body["manage_token"]
    access = api.get("/registrations/access", token=token)
    assert (access.json(), access.headers["Cache-Control"]) == ({"join_url": LINK, "available_from": None}, "no-store")
    changed = api.patch("/registrations/manage", {"party_size": 1}, token=token)
    assert changed.json()["party_size"] == 1
    for _ in range(2):
        cancelled = api.post("/registrations/cancel", {"token": token})
        assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")
    assert api.get("/registrations/access", token=token).json()["code"] == "not_confirmed"


def test_the_answer_does_not_tell_whether_the_address_is_known(api):
    workshop = WorkshopFactory()
    RegistrationFactory(workshop=workshop, email=ERIKA["email"], confirmed=True)
    known, unknown = register(api, workshop), register(api, workshop, email="max@example.org")
    assert (known.status_code, known.content) == (unknown.status_code, unknown.content)


def test_the_waiting_list_over_http(api):
    workshop = WorkshopFactory(capacity=1)
    first = RegistrationFactory(workshop=workshop, confirmed=True)
    register(api, workshop)
    erika = Registration.objects.get(email=ERIKA["email"])
    body = api.post("/registrations/confirm", {"token": token_of(erika)}).json()
    assert (body["status"], body["place_in_line"]) == ("waitlisted", 1)
    assert api.post("/registrations/accept-offer", {"token": body["manage_token"]}).json()["code"] == "no_offer"
    api.post("/registrations/cancel", {"token": manage_token(first)})
    offered = api.get("/registrations/manage", token=body["manage_token"]).json()
    assert (offered["status"], offered["offered_until"] is not None) == ("offered", True)
    accepted = api.post("/registrations/accept-offer", {"token": body["manage_token"]}).json()
    assert accepted["status"] == "confirmed"


def test_an_offer_can_be_declined(api):
    registration = RegistrationFactory(offered=True)
    body = api.post("/registrations/decline-offer", {"token": manage_token(registration)}).json()
    assert (body["status"], body["cancel_reason"]) == ("cancelled", "declined")


@pytest.mark.parametrize(
    ("workshop", "status", "code"),
    [
        ({"capacity": 0, "waiting_list": False}, 409, "workshop_full"),
        ({"opens_at": timedelta(days=1)}, 409, "registration_not_open_yet"),
        ({"closes_at": -timedelta(days=1)}, 409, "registration_closed"),
        ({"event__status": "cancelled"}, 409, "event_cancelled"),
        ({"event__publication": "draft"}, 404, "not_found"),
    ],
)
def test_refusals_say_why_and_what_to_do(api, workshop, status, code):
    moments = {name: timezone.now() + value for name, value in workshop.items() if isinstance(value, timedelta)}
    response = register(api, WorkshopFactory(**{**workshop, **moments}))
    problem = response.json()
    assert (response.status_code, problem["code"]) == (status, code)
    assert problem["type"] == f"https://api.partheland.example/problems/{code}"
    assert (Registration.objects.count(), OutgoingMail.objects.count()) == (0, 0)


def test_an_event_without_registration(api):
    response = api.post(f"/events/{EventFactory().pk}/registrations", ERIKA)
    assert (response.status_code, response.json()["code"]) == (409, "registration_not_offered")


@pytest.mark.parametrize(
    ("body", "pointer", "code"),
    [
        ({"name": 5}, "/name", "invalid"),
        ({"name": ""}, "/name", "blank"),
        ({"name": None}, "/name", "null"),
        ({"name": "x" * 101}, "/name", "max_length"),
        ({"name": "a\0b"}, "/name", "invalid_character"),
        ({"name": "a\nBcc: x@example.org"}, "/name", "invalid_character"),
        ({"email": "erika"}, "/email", "invalid"),
        ({"email": "erika@example.org\nBcc: x@example.org"}, "/email", "invalid_character"),
        ({"email": ["erika@example.org"]}, "/email", "invalid"),
        ({"party_size": 0}, "/party_size", "min_value"),
        ({"party_size": "2"}, "/party_size", "invalid"),
        ({"party_size": True}, "/party_size", "invalid"),
        ({"party_size": 1.5}, "/party_size", "invalid"),
        ({"party_size": 50}, "/party_size", "party_size"),
        ({"party_size": 10**400}, "/party_size", "max_value"),
        ({"answers": {"shirt": "L"}}, "/answers/shirt", "unknown_question"),
        ({"answers": []}, "/answers", "not_a_dict"),
        ({"is_staff": True}, "/is_staff", "unknown_field"),
        ({"state": "confirmed"}, "/state", "unknown_field"),
    ],
)
def test_a_wrong_field_is_named_and_nothing_is_written(api, body, pointer, code):
    response = register(api, WorkshopFactory(), **body)
    assert response.status_code == 400
    assert [(error["pointer"], error["code"]) for error in response.json()["errors"]] == [(pointer, code)]
    assert (Registration.objects.count(), OutgoingMail.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "body", ["{", "[]", "null", '"x"', '{"name": NaN}', '{"name":"a","name":"b"}', b"\xff\xfe", "[" * 100_000]
)
def test_what_is_no_json_object_is_a_400(api, body):
    response = api.post(f"/events/{WorkshopFactory().event_id}/registrations", body)
    assert (response.status_code, Registration.objects.count()) == (400, 0)


def test_an_unpaired_surrogate_is_a_400(api):
    response = api.post(
        f"/events/{WorkshopFactory().event_id}/registrations", '{"name": "\\ud800", "email": "erika@example.org"}'
    )
    assert response.status_code == 400


def test_an_oversized_body_is_a_413(api):
    response = register(api, WorkshopFactory(), name="x" * 1_000_001)
    assert response.status_code == 413


def test_another_media_type_is_a_415(api):
    response = api.post(
        f"/events/{WorkshopFactory().event_id}/registrations", "a=b",
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )  # fmt: skip
    assert response.status_code == 415


@pytest.mark.parametrize("act", ["confirm", "cancel", "accept-offer", "decline-offer"])
@pytest.mark.parametrize("token", ["x", "a" * 43, "ä" * 43])
def test_a_token_nobody_was_given_is_a_410(api, act, token):
    assert api.post(f"/registrations/{act}", {"token": token}).json()["code"] == "link_expired"


@pytest.mark.parametrize("path", ["/registrations/manage", "/registrations/access"])
def test_managing_needs_a_token(api, path):
    response = api.get(path)
    assert (response.status_code, response.headers["WWW-Authenticate"]) == (401, 'Bearer realm="partheland"')
    assert api.get(path, token="a" * 43).status_code == 410


def test_the_join_link_before_its_time_says_when(api):
    available_from = timezone.now() + timedelta(days=2)
    workshop = WorkshopFactory(join_url=LINK, join_available_from=available_from)
    response = api.get(
        "/registrations/access", token=manage_token(RegistrationFactory(workshop=workshop, confirmed=True))
    )
    assert (response.status_code, response.json()["code"]) == (403, "not_yet_available")
    assert response.json()["available_from"] == available_from.isoformat()


def test_methods_an_address_does_not_know_are_405_before_anything_else(api):
    for method in ("GET", "PUT", "DELETE", "PATCH"):
        response = api.send(method, "/registrations/confirm")
        assert (response.status_code, response.headers["Allow"]) == (405, "POST, OPTIONS")
