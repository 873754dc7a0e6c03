"""Where a token may stand, how it is refused (RFC 6750), and what is published beside the keys that sign it."""

import jwt
import pytest
from django.test import Client

from tests.factories.accounts import PASSWORD, PersonFactory, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
NEW = "Gummistiefel Kirschkuchen 9"
HOST = "https://api.partheland.example"


def test_without_credentials_the_challenge_names_no_error(api):
    answer = api.get("/me")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Bearer realm="partheland"')


@pytest.mark.parametrize("path", ["/me", "/me/export", "/me/sessions", "/me/registrations", "/me/notifications"])
def test_a_bad_token_is_called_one(api, path):
    answer = api.get(path, token="unsinn")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="partheland", error="invalid_token"'
    assert answer.json()["code"] == "invalid_token"


def refused_as_misplaced(answer):
    challenge = answer.headers.get("WWW-Authenticate")
    return (answer.status_code, answer.json()["code"], challenge) == (
        400, "misplaced_token", 'Bearer realm="partheland", error="invalid_request"',
    )  # fmt: skip


@pytest.mark.parametrize("path", ["/me", "/ideas", "/events"])
@pytest.mark.parametrize("has_header", [True, False])
def test_a_token_in_the_address_is_an_invalid_request(api, path, has_header):
    access = signed_in(PersonFactory()).access
    answer = api.get(path, access_token=access, token=access if has_header else None)
    assert refused_as_misplaced(answer)
    assert access not in answer.text


def test_a_token_in_the_body_is_an_invalid_request(api):
    access = signed_in(PersonFactory()).access
    body = {"current_password": PASSWORD, "password": NEW, "access_token": access}
    assert refused_as_misplaced(api.post("/auth/password/change", body, token=access))
    assert refused_as_misplaced(
        api.post("/auth/token", {"email": "erika@example.org", "password": PASSWORD, "access_token": access})
    )
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert api.post("/auth/token", f"access_token={access}", headers=form).status_code == 415


@pytest.mark.parametrize("header", ["Bearer", "Bearer ", "Bearer a b", "Bearer a, Bearer b", "bearer a=b", "Bearer ü"])
def test_a_header_without_exactly_one_token_is_an_invalid_request(api, header):
    assert refused_as_misplaced(api.get("/me", headers={"Authorization": header}))


def test_a_request_whose_token_is_misplaced_counts_like_any_other(api, settings):
    settings.RATE_LIMITS = True
    assert "RateLimit" in api.get("/me", access_token="x").headers


def test_another_problem_of_a_good_token_brings_no_challenge(api):
    access = signed_in(PersonFactory()).access
    answers = [api.get("/me", colour="red", token=access), api.post("/news", {}, token=access)]
    assert [(one.status_code, "WWW-Authenticate" in one.headers) for one in answers] == [(400, False), (403, False)]


def test_another_scheme_is_no_sign_in(api):
    answer = api.get("/me", headers={"Authorization": "Basic ZXJpa2E6Z2VoZWlt"})
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Bearer realm="partheland"')


def test_the_keys_are_public_and_cacheable(api):
    answer = Client().get("/.well-known/jwks.json")
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "public, max-age=3600")
    assert [set(key) for key in answer.json()["keys"]] == [{"kty", "crv", "x", "y", "kid", "use", "alg"}]


def test_beside_the_keys_stands_whom_their_tokens_are_for(api):
    told = Client().get("/.well-known/jwks.json").json()
    access = jwt.decode(signed_in(PersonFactory()).access, options={"verify_signature": False})
    assert (told["issuer"], told["audience"]) == (access["iss"], access["aud"]) == (HOST, f"{HOST}/api")
    assert "no other service may accept them" in told["note"]
