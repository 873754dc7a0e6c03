"""Rate limits over HTTP: who shares a meter, and what the headers say and do not say."""

import ipaddress
import itertools
from datetime import timedelta

import pytest
from django.db.models import F
from django.db.models.functions import Now
from django.test import Client

from core.accounts import devices
from core.accounts.models import PendingSignUp
from core.limits import meters
from core.limits.models import Meter
from core.limits.policies import MAIL, READS, SIGN_IN, WRITES
from core.limits.policies import PASSWORD as PASSWORD_POLICIES
from core.mail.models import OutgoingMail
from tests.factories.accounts import PASSWORD, PersonFactory, signed_in
from tests.factories.events import WorkshopFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region", "limited")]
# What a process holds in memory outlives a test; every test comes from networks of its own.
NETWORKS = (f"198.18.{high}.{low}" for high, low in itertools.product(range(256), range(1, 255)))
READS_POLICY = '"reads";q=600;w=60'
PASSWORD_POLICY = PASSWORD_POLICIES[0]
WRITES_POLICY = '"writes";q=60;w=60'
MAIL_POLICY = f'{WRITES_POLICY}, "mail";q=60;w=3600, "mail-address";q=5;w=3600'


@pytest.fixture
def limited(settings):
    settings.RATE_LIMITS = True


@pytest.fixture(autouse=True)
def _network(api):
    move(api)


def move(api):
    """Come from another network."""
    api.client.defaults["REMOTE_ADDR"] = next(NETWORKS)


def extra(name):
    return next(policy for policy in (*MAIL, *SIGN_IN) if policy.name == name)


def exhaust(policy, *subject):
    """Nothing is left of the policy for the subject, and will not be for one interval."""
    whole_at = Now() + timedelta(seconds=policy.window)
    Meter.objects.update_or_create(key=meters.key(policy, *subject), defaults={"whole_at": whole_at})


def own_network(api):
    return "network", api.client.defaults["REMOTE_ADDR"]


def told(response):
    """The policies and what is left of them, without the moment."""
    header = response.headers.get("RateLimit", "")
    return [item.rpartition(";t=")[0] for item in header.split(", ")] if header else []


def reset(api, email):
    return api.post("/auth/password/reset", {"email": email})


def sign_in(api, email):
    return api.post("/auth/token", {"email": email, "password": "ein falsches Passwort"})


def test_a_shared_answer_tells_the_policy_but_nothing_about_the_caller(api):
    response = api.get("/events")
    assert response.headers["RateLimit-Policy"] == READS_POLICY
    assert "RateLimit" not in response.headers


def test_a_private_answer_tells_what_is_left(api):
    token = signed_in(PersonFactory()).access
    assert told(api.get("/me", token=token)) == ['"reads";r=599']
    assert told(api.get("/me", token=token)) == ['"reads";r=598']
    assert told(api.patch("/me", {"display_name": "Erika"}, token=token)) == ['"writes";r=59']


@pytest.mark.parametrize(
    ("method", "path", "policy"),
    [
        ("GET", "/api/v1/nowhere", READS_POLICY),
        ("GET", "/api/schema", READS_POLICY),
        ("OPTIONS", "/api/v1/ideas", READS_POLICY),
        ("DELETE", "/api/v1/events", WRITES_POLICY),
    ],
)
def test_every_answer_tells_the_policy(method, path, policy):
    response = Client(headers={"Origin": "https://borsdorf.example"}).generic(method, path)
    assert response.headers["RateLimit-Policy"] == policy


def test_a_refusal_says_when_to_come_back_and_any_origin_may_read_it(api):
    exhaust(READS, *own_network(api))
    response = api.get("/events", headers={"Origin": "https://borsdorf.example"})
    body = response.json()
    assert (response.status_code, body["code"], body["violated-policies"]) == (429, "too_many_requests", ["reads"])
    assert (response.headers["Retry-After"], body["retry_after"]) == ("1", 1)
    assert response.headers["RateLimit"] == '"reads";r=0;t=1'
    assert response.headers["Cache-Control"] == "no-store"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    move(api)
    assert api.get("/events").status_code == 200


def test_writes_have_a_meter_of_their_own(api):
    exhaust(WRITES, *own_network(api))
    assert api.post("/auth/token/revoke", {"refresh": "x"}).status_code == 429
    assert api.get("/events").status_code == 200


def test_who_is_signed_in_has_an_own_meter_wherever_they_are(api):
    erika, max_ = PersonFactory(), PersonFactory()
    exhaust(WRITES, "account", str(erika.pk))
    exhaust(WRITES, *own_network(api))
    assert api.patch("/me", {"display_name": "M"}, token=signed_in(max_).access).status_code == 200
    move(api)
    assert api.patch("/me", {"display_name": "E"}, token=signed_in(erika).access).status_code == 429


@pytest.mark.parametrize("token", [None, "nonsense"])
def test_a_refused_credential_counts_for_the_network(api, token):
    response = api.get("/me", token=token)
    assert (response.status_code, told(response)) == (401, ['"reads";r=599'])
    move(api)
    exhaust(READS, *own_network(api))
    assert api.get("/me", token=token).status_code == 429


def test_a_public_read_does_not_ask_who_is_signed_in(api):
    token = signed_in(PersonFactory()).access
    assert "RateLimit" not in api.get("/ideas", token=token).headers
    assert not Meter.objects.exclude(key=meters.key(READS, *own_network(api))).exists()


def test_a_mailbox_gets_five_letters_an_hour_known_or_not_and_however_it_is_spelt(api):
    person = PersonFactory(email="erika@example.org")
    spellings = ["erika@example.org", "Erika@Example.org", "ERIKA@EXAMPLE.ORG"]
    for email in (person.email, "niemand@example.org"):
        for _ in range(5):
            move(api)
            assert reset(api, email).status_code == 202
        move(api)
        refused = reset(api, email)
        assert (refused.status_code, refused.json()["violated-policies"]) == (429, ["mail-address"])
        assert 700 <= int(refused.headers["Retry-After"]) <= 720
    assert [reset(api, email).status_code for email in spellings] == [429] * 3


def test_who_mistypes_has_got_no_letter_and_may_try_again(api):
    body = {"email": "a@example.org", "password": "kurz", "display_name": "A", "is_16_or_older": True}
    refused = [api.post("/auth/register", body) for _ in range(6)]
    assert {answer.status_code for answer in refused} == {400}
    assert told(refused[-1]) == ['"writes";r=54', '"mail";r=60']
    granted = [api.post("/auth/register", {**body, "password": PASSWORD}).status_code for _ in range(6)]
    assert granted == [202] * 5 + [429]


def test_a_refused_attempt_to_sign_in_counts(api):
    assert told([sign_in(api, "niemand@example.org") for _ in range(3)][-1]) == ['"writes";r=57', '"sign-in";r=7']


def test_what_others_did_with_an_address_is_not_told(api):
    reset(api, "erika@example.org")
    move(api)
    first = reset(api, "erika@example.org")
    assert first.headers["RateLimit-Policy"] == MAIL_POLICY
    assert told(first) == ['"writes";r=59', '"mail";r=59']


def test_a_network_has_sixty_letters_an_hour(api):
    exhaust(extra("mail"), *own_network(api))
    body = {"email": "a@example.org", "password": "Regenschirm Apfelbaum 7", "display_name": "A"}
    refused = api.post("/auth/register", {**body, "municipality": "borsdorf", "is_16_or_older": True})
    assert (refused.status_code, refused.json()["violated-policies"]) == (429, ["mail"])
    assert not PendingSignUp.objects.exists()


def test_signing_in_is_limited_for_the_account_from_everywhere(api):
    person = PersonFactory()
    exhaust(extra("sign-in-account"), "address", person.email)
    refused = sign_in(api, person.email)
    assert (refused.status_code, refused.json()["violated-policies"]) == (429, ["sign-in-account"])
    assert sign_in(api, "niemand@example.org").status_code == 401


def test_strangers_who_guess_lock_no_known_device_out(api):
    """And the device has a limit of its own, so its proof is no free ticket; nor does it serve for another account."""
    person, other = PersonFactory(), PersonFactory()
    proof = devices.prove(person)
    body = {"email": person.email, "password": PASSWORD, "device": proof}
    for account in (person, other):
        exhaust(extra("sign-in-account"), "address", account.email)
    exhaust(extra("sign-in"), *own_network(api))
    assert api.post("/auth/token", {**body, "device": ""}).status_code == 429
    assert api.post("/auth/token", {**body, "email": other.email}).status_code == 429
    assert api.post("/auth/token", body).status_code == 200
    exhaust(extra("sign-in-device"), "device", devices.known(proof, email=person.email))
    refused = api.post("/auth/token", body)
    assert (refused.status_code, refused.json()["violated-policies"]) == (429, ["sign-in-device"])


def test_after_waiting_the_right_password_lets_in(api):
    person = PersonFactory()
    body = {"email": person.email, "password": PASSWORD}
    answers = [sign_in(api, person.email).status_code for _ in range(10)]
    refused = api.post("/auth/token", body)
    assert (set(answers), refused.status_code, refused.headers["Retry-After"]) == ({401}, 429, "6")
    key = meters.key(extra("sign-in-account"), "address", person.email)
    for meter in (key, meters.key(extra("sign-in"), *own_network(api))):
        Meter.objects.filter(key=meter).update(whole_at=F("whole_at") - timedelta(seconds=6))
    assert api.post("/auth/token", body).status_code == 200


def test_strangers_who_guess_do_not_keep_the_owner_from_leaving_or_changing_the_password(api):
    person = PersonFactory()
    pair = signed_in(person)
    exhaust(extra("sign-in-account"), "address", person.email)
    change = {"current_password": PASSWORD, "password": "Wolkenbruch Kastanie 4"}
    assert api.post("/auth/password/change", change, token=pair.access).status_code == 204
    exhaust(PASSWORD_POLICY, "account", str(person.pk))
    assert api.delete("/me", {"password": "?", "contributions": "keep"}, token=pair.access).status_code == 429


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/auth/password/change", {"current_password": "?", "password": "Wolkenbruch Kastanie 4"}),
        ("/auth/email/change", {"email": "neu@example.org", "password": "?"}),
    ],
)
def test_who_is_signed_in_does_not_guess_the_password_either(api, path, body):
    person = PersonFactory()
    pair = signed_in(person)
    assert api.post(path, body, token=pair.access).status_code == 400
    exhaust(PASSWORD_POLICY, "account", str(person.pk))
    refused = api.post(path, body, token=pair.access)
    assert (refused.status_code, refused.json()["violated-policies"]) == (429, ["password"])


def test_a_letter_to_another_address_counts_for_that_address(api):
    pair = signed_in(PersonFactory())
    exhaust(extra("mail-address"), "address", "neu@example.org")
    answers = [
        api.post("/auth/email/change", {"email": email, "password": PASSWORD}, token=pair.access).status_code
        for email in ("Neu@example.org", "andere@example.org")
    ]
    assert answers == [429, 202]


def test_signing_in_is_limited_for_the_network_whatever_the_account(api):
    answers = [sign_in(api, f"niemand{number}@example.org").status_code for number in range(2)]
    exhaust(extra("sign-in"), *own_network(api))
    assert [*answers, sign_in(api, "niemand3@example.org").status_code] == [401, 401, 429]


def test_the_sign_in_header_tells_what_the_network_has_left(api):
    assert told(sign_in(api, "niemand@example.org")) == ['"writes";r=59', '"sign-in";r=9']


def test_forwarded_addresses_count_only_from_our_proxies(api, settings):
    exhaust(READS, "network", "203.0.113.80")
    forwarded = {"X-Forwarded-For": "203.0.113.80"}
    assert api.get("/events", headers=forwarded).status_code == 200
    settings.TRUSTED_PROXIES = [ipaddress.ip_network(api.client.defaults["REMOTE_ADDR"])]
    assert api.get("/events", headers=forwarded).status_code == 429


def test_a_repeat_sends_no_letter_and_is_not_counted_as_one(api):
    workshop = WorkshopFactory()
    path, body = f"/events/{workshop.event_id}/registrations", {"name": "Erika", "email": "erika@example.org"}
    answers = [api.post(path, body, headers={"Idempotency-Key": "once"}) for _ in range(8)]
    assert [response.status_code for response in answers] == [202] * 8
    assert (told(answers[0]), told(answers[7])) == (['"writes";r=59', '"mail";r=59'], ['"writes";r=52'])
    assert OutgoingMail.objects.count() == 1


def test_too_many_is_not_remembered_under_the_key(api):
    workshop = WorkshopFactory()
    exhaust(extra("mail"), *own_network(api))
    path, body = f"/events/{workshop.event_id}/registrations", {"name": "Erika", "email": "erika@example.org"}
    assert api.post(path, body, headers={"Idempotency-Key": "once"}).status_code == 429
    Meter.objects.all().delete()
    answer = api.post(path, body, headers={"Idempotency-Key": "once"})
    assert (answer.status_code, "Idempotency-Replayed" in answer.headers) == (202, False)


def test_meters_hold_no_address(api):
    reset(api, "erika@example.org")
    stored = repr(list(Meter.objects.values()))
    assert Meter.objects.count() == 3
    assert "erika" not in stored
    assert api.client.defaults["REMOTE_ADDR"] not in stored


def test_switched_off_nothing_is_counted_nor_claimed(api, settings):
    settings.RATE_LIMITS = False
    exhaust(READS, *own_network(api))
    response = api.get("/events")
    assert (response.status_code, "RateLimit-Policy" in response.headers) == (200, False)
