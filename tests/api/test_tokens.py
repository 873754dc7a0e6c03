"""The attacks on our tokens once more, as they come: in the Authorization header, and against an open session."""

import pytest

from core.accounts.bearer_tokens import AccessJwt
from core.accounts.models import RefreshToken
from tests.core.test_accounts_tokens import ATTACKS, forged, forger, keys
from tests.factories.accounts import PersonFactory, session_of, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
__all__ = ["keys"]  # the fixture
SENDABLE = {name: attack for name, attack in ATTACKS.items() if name not in {"nothing", "letters of another world"}}

# Those that make a refresh token of an access token are none where one is asked for.
RENEWING = {name: attack for name, attack in ATTACKS.items() if "of a refresh token" not in name} | {
    "typ of an access token": lambda keys: forged(keys, header={"typ": "at+jwt"}),
    "token_type of an access token": lambda keys: forged(keys, token_type="access"),
}


def whose(person):
    """Claims of an open session: all that is wrong with the token is the attack itself."""
    return {"sub": str(person.pk), "sid": str(session_of(person).pk)}


def test_the_very_same_token_without_an_attack_is_accepted(api, keys):
    person = PersonFactory()
    signed_in(person)
    assert api.get("/me", token=forged(keys, **whose(person))).json()["id"] == str(person.pk)


@pytest.mark.parametrize("attack", SENDABLE.values(), ids=SENDABLE.keys())
def test_attack_is_answered_with_401_and_a_challenge(api, keys, attack):
    person = PersonFactory()
    signed_in(person)
    answer = api.get("/me", token=attack(forger(**whose(person))))
    assert (answer.status_code, answer.json()["code"]) == (401, "invalid_token")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="partheland", error="invalid_token"'


def refresh_forger(person):
    """Claims of the refresh token that the person's session waits for."""
    stored = RefreshToken.objects.get(session__person=person)
    return forger(kind="rt+jwt", **whose(person), jti=stored.pk.hex, token_type="refresh")


def test_the_very_same_refresh_token_without_an_attack_is_accepted(api, keys):
    person = PersonFactory()
    signed_in(person)
    assert api.post("/auth/token/refresh", {"refresh": forged(refresh_forger(person))}).status_code == 200


@pytest.mark.parametrize("attack", RENEWING.values(), ids=RENEWING.keys())
def test_attack_renews_nothing(api, keys, attack):
    person = PersonFactory()
    signed_in(person)
    answer = api.post("/auth/token/refresh", {"refresh": attack(refresh_forger(person))})
    assert (answer.status_code, answer.json()["code"]) in {(401, "invalid_token"), (400, "invalid")}
    assert (session_of(person).end_reason, RefreshToken.objects.filter(used_at=None).count()) == ("", 1)


def test_a_refresh_token_is_of_its_own_session_only(api, keys):
    own, other = PersonFactory(), PersonFactory()
    for one in (own, other):
        signed_in(one)
    theirs = RefreshToken.objects.get(session__person=other)
    mixed = forger(kind="rt+jwt", **whose(own), jti=theirs.pk.hex, token_type="refresh")
    assert api.post("/auth/token/refresh", {"refresh": forged(mixed)}).status_code == 401
    assert RefreshToken.objects.filter(used_at=None).count() == 2


def test_a_refresh_token_opens_nothing_and_an_access_token_renews_nothing(api):
    person = PersonFactory()
    pair = signed_in(person)
    assert api.get("/me", token=pair.refresh).status_code == 401
    assert api.post("/auth/token/refresh", {"refresh": pair.access}).status_code == 401
    assert session_of(person).end_reason == ""


def test_a_token_of_ones_own_does_not_open_anothers_session(api, keys):
    own, other = PersonFactory(), PersonFactory()
    foreign = AccessJwt.read(signed_in(other).access)
    mixed = forged(keys, sub=str(own.pk), sid=str(foreign.session_id))
    assert api.get("/me", token=mixed).status_code == 401
