"""Signing up, in and out over HTTP."""

import re

import pytest
import time_machine
from django.core import mail

from core.accounts.models import PendingSignUp, Person, Session
from core.mail import delivery
from core.mail.models import OutgoingMail
from tests.factories.accounts import PASSWORD, PersonFactory, signed_in
from tests.factories.events import RegistrationFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
NEW = "Gummistiefel Kirschkuchen 9"
FORM = {
    "email": "erika@example.org",
    "password": PASSWORD,
    "display_name": "Erika",
    "municipality": "naunhof",
    "is_16_or_older": True,
}


@pytest.fixture(autouse=True)
def mailbox(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"


def sent():
    """Deliver what is queued; the text parts, the last one last."""
    for queued in OutgoingMail.objects.filter(status="queued").order_by("created_at"):
        delivery.deliver(queued.pk)
    return [message.body for message in mail.outbox]


def token_in(text):
    return re.search(r"^https://\S+\?token=(\S+)$", text, re.MULTILINE).group(1)


def test_from_signing_up_to_ones_own_account(api):
    assert api.post("/auth/register", FORM).status_code == 202
    assert Person.objects.count() == 0
    token = token_in(sent()[-1])
    answer = api.post("/auth/verify-email", {"token": token})
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    me = api.get("/me", token=answer.json()["access"]).json()
    assert me == {
        "id": str(Person.objects.get().pk),
        "email": "erika@example.org",
        "display_name": "Erika",
        "municipality": "naunhof",
        "language": "de",
        "memberships": [],
    }
    again = api.post("/auth/verify-email", {"token": token})
    assert (again.status_code, again.json()["code"]) == (410, "link_expired")


def test_the_first_device_has_a_name_in_the_list_too(api):
    api.post("/auth/register", FORM)
    token = token_in(sent()[-1])
    wrong = api.post("/auth/verify-email", {"token": token, "device_name": "https://boese.example"})
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (400, "/device_name")
    pair = api.post("/auth/verify-email", {"token": token, "device_name": "Telefon von Erika"}).json()
    listed = api.get("/me/sessions", token=pair["access"]).json()["results"]
    assert [(one["device_name"], one["is_current"]) for one in listed] == [("Telefon von Erika", True)]


def test_the_link_of_the_mail_leads_to_our_page(api):
    api.post("/auth/register", FORM)
    assert "https://api.partheland.example/auth/verify-email?token=" in sent()[-1]


def test_known_and_unknown_addresses_get_the_same_answers(api):
    known = PersonFactory(email="bekannt@example.org")
    answers = []
    for email in (known.email, "unbekannt@example.org"):
        registered = api.post("/auth/register", {**FORM, "email": email})
        reset = api.post("/auth/password/reset", {"email": email})
        refused = api.post("/auth/token", {"email": email, "password": "falsch falsch"})
        answers.append([(one.status_code, one.content, dict(one.headers)) for one in (registered, reset, refused)])
    assert answers[0] == answers[1]
    assert [status for status, _, _ in answers[0]] == [202, 202, 401]


def test_the_owner_of_a_known_address_gets_a_way_back_by_mail(api):
    person = PersonFactory(email="erika@example.org")
    api.post("/auth/register", FORM)
    text = sent()[-1]
    assert "https://api.partheland.example/auth/password-reset?token=" in text
    assert Person.objects.get() == person


@pytest.mark.parametrize("field", ["is_staff", "is_superuser", "is_active", "email_verified_at", "id", "memberships"])
def test_no_right_is_had_by_asking_for_it(api, field):
    answer = api.post("/auth/register", {**FORM, field: True})
    assert (answer.status_code, [error["pointer"] for error in answer.json()["errors"]]) == (400, [f"/{field}"])
    assert answer.json()["errors"][0]["code"] == "unknown_field"
    assert PendingSignUp.objects.count() == 0
    pair = signed_in(PersonFactory())
    changed = api.patch("/me", {field: True}, token=pair.access)
    assert (changed.status_code, [error["pointer"] for error in changed.json()["errors"]]) == (400, [f"/{field}"])


@pytest.mark.parametrize(
    ("change", "pointer", "code"),
    [
        ({"password": "kurz"}, "/password", "password_too_short"),
        ({"password": "1234567890"}, "/password", "password_too_common"),
        ({"password": 12345678901}, "/password", None),
        ({"is_16_or_older": False}, "/is_16_or_older", "too_young"),
        ({"is_16_or_older": "true"}, "/is_16_or_older", None),
        ({"municipality": "entenhausen"}, "/municipality", "unknown"),
        ({"email": "erika"}, "/email", None),
        ({"email": "erika@" + "ﷺ" * 40 + ".org"}, "/email", "invalid"),
        ({"display_name": " "}, "/display_name", None),
    ],
)
def test_what_is_wrong_is_named(api, change, pointer, code):
    answer = api.post("/auth/register", {**FORM, **change})
    errors = answer.json()["errors"]
    assert (answer.status_code, [error["pointer"] for error in errors]) == (400, [pointer])
    assert code in {None, errors[0]["code"]}
    assert OutgoingMail.objects.count() == 0


def test_signing_in_and_renewing(api):
    person = PersonFactory()
    first = api.post("/auth/token", {"email": person.email, "password": PASSWORD, "device_name": "Telefon"}).json()
    second = api.post("/auth/token/refresh", {"refresh": first["refresh"]})
    assert (second.status_code, set(second.json())) == (200, {"access", "refresh"})
    assert api.get("/me", token=second.json()["access"]).json()["id"] == str(person.pk)
    reused = api.post("/auth/token/refresh", {"refresh": first["refresh"]})
    assert (reused.status_code, reused.json()["code"]) == (401, "invalid_token")
    assert api.get("/me", token=second.json()["access"]).status_code == 401


@pytest.mark.parametrize("key", ['"9f3c"', "9f3c"], ids=["quoted", "bare"])
def test_a_lost_answer_signs_nobody_out(api, key):
    pair = signed_in(PersonFactory())
    body, headers = {"refresh": pair.refresh}, {"Idempotency-Key": key}
    first = api.post("/auth/token/refresh", body, headers=headers).json()
    again = api.post("/auth/token/refresh", body, headers={"Idempotency-Key": "9f3c"}).json()
    assert api.post("/auth/token/refresh", {"refresh": again["refresh"]}).status_code == 200
    assert api.get("/me", token=first["access"]).status_code == 200


def test_an_endless_key_is_refused_before_the_token_is_used(api):
    pair = signed_in(PersonFactory())
    body = {"refresh": pair.refresh}
    assert api.post("/auth/token/refresh", body, headers={"Idempotency-Key": "a" * 256}).status_code == 400
    assert api.post("/auth/token/refresh", body).status_code == 200


def test_signing_out_always_succeeds_and_ends_the_access_token(api):
    pair = signed_in(PersonFactory())
    for token in (pair.refresh, pair.refresh, "unsinn", pair.access):
        assert api.post("/auth/token/revoke", {"refresh": token}).status_code == 204
    assert api.get("/me", token=pair.access).status_code == 401


def test_after_deleting_the_account_renewing_is_refused_and_no_fault(api):
    person = PersonFactory()
    pair = signed_in(person)
    assert api.delete("/me", {"password": PASSWORD, "contributions": "remove"}, token=pair.access).status_code == 204
    assert api.post("/auth/token/refresh", {"refresh": pair.refresh}).status_code == 401
    assert api.get("/me", token=pair.access).status_code == 401
    assert api.post("/auth/token", {"email": person.email, "password": PASSWORD}).status_code == 401


def test_a_new_password_by_mail(api):
    person = PersonFactory()
    pair = signed_in(person)
    api.post("/auth/password/reset", {"email": person.email.upper()})
    token = token_in(sent()[-1])
    weak = api.post("/auth/password/reset/confirm", {"token": token, "password": "1234567890"})
    assert (weak.status_code, weak.json()["errors"][0]["pointer"]) == (400, "/password")
    assert api.post("/auth/password/reset/confirm", {"token": token, "password": NEW}).status_code == 204
    assert api.post("/auth/password/reset/confirm", {"token": token, "password": NEW}).status_code == 410
    assert api.get("/me", token=pair.access).status_code == 401
    assert api.post("/auth/token", {"email": person.email, "password": PASSWORD}).status_code == 401
    assert api.post("/auth/token", {"email": person.email, "password": NEW}).status_code == 200
    assert "token=" not in sent()[-1]


def test_nothing_is_mailed_to_an_unknown_address(api):
    api.post("/auth/password/reset", {"email": "niemand@example.org"})
    assert (sent(), OutgoingMail.objects.get().status) == ([], "obsolete")


def test_a_new_password_by_the_old_one(api):
    person = PersonFactory()
    here, there = signed_in(person), signed_in(person)
    body = {"current_password": "falsch", "password": NEW}
    wrong = api.post("/auth/password/change", body, token=here.access)
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (400, "/current_password")
    body["current_password"] = PASSWORD
    assert api.post("/auth/password/change", body, token=here.access).status_code == 204
    assert [api.get("/me", token=pair.access).status_code for pair in (here, there)] == [200, 401]


def test_another_address_by_the_password_and_the_new_mailbox(api):
    person = PersonFactory(email="alt@example.org")
    pair = signed_in(person)
    wrong = api.post("/auth/email/change", {"email": "neu@example.org", "password": "falsch"}, token=pair.access)
    assert (wrong.status_code, wrong.json()["errors"][0]["pointer"]) == (400, "/password")
    body = {"email": "neu@example.org", "password": PASSWORD}
    assert api.post("/auth/email/change", body, token=pair.access).status_code == 202
    token = token_in(sent()[-1])
    assert (mail.outbox[-1].to, api.get("/me", token=pair.access).json()["email"]) == (
        ["neu@example.org"],
        "alt@example.org",
    )
    assert api.post("/auth/email/change/confirm", {"token": token}).status_code == 204
    assert api.post("/auth/email/change/confirm", {"token": token}).status_code == 410
    assert api.get("/me", token=pair.access).json()["email"] == "neu@example.org"
    assert ("token=" in sent()[-1], mail.outbox[-1].to) == (False, ["alt@example.org"])


def test_changing_the_address_needs_a_sign_in(api):
    assert api.post("/auth/email/change", {"email": "neu@example.org", "password": PASSWORD}).status_code == 401


def test_changing_the_password_needs_a_sign_in(api):
    answer = api.post("/auth/password/change", {"current_password": PASSWORD, "password": NEW})
    assert answer.status_code == 401


def test_a_guests_registration_joins_the_new_account(api):
    mine = RegistrationFactory(confirmed=True, email="erika@example.org")
    RegistrationFactory(confirmed=True, email="andere@example.org", workshop=mine.workshop)
    api.post("/auth/register", FORM)
    pair = api.post("/auth/verify-email", {"token": token_in(sent()[-1])}).json()
    listed = api.get("/me/registrations", token=pair["access"]).json()["results"]
    assert [row["id"] for row in listed] == [str(mine.pk)]


def test_an_access_token_dies_after_a_quarter_of_an_hour(api):
    with time_machine.travel("2026-11-24T12:00:00+01:00", tick=False) as clock:
        pair = signed_in(PersonFactory())
        clock.shift(15 * 60 + 10)
        assert api.get("/me", token=pair.access).status_code == 401
        assert api.post("/auth/token/refresh", {"refresh": pair.refresh}).status_code == 200
    assert Session.objects.filter(ended_at=None).count() == 1


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_letter_speaks_the_language_of_the_request(api, language):
    api.language = language
    api.post("/auth/register", FORM)
    assert OutgoingMail.objects.get().language == language
