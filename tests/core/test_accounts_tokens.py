"""Attacks on our JWTs, each refused for one reason (RFC 8725); a token of ours differs from them in that alone."""

import base64
import hashlib
import hmac
import json
import time
import uuid
from collections.abc import Mapping
from dataclasses import dataclass

import jwt
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

from core import jwt_keys
from core.accounts import bearer_tokens
from core.accounts.bearer_tokens import AccessJwt, InvalidToken, RefreshJwt
from core.accounts.services import sessions
from tests.factories.accounts import PersonFactory, signed_in

KEY = jwt_keys.generate()
OTHER_KEY = jwt_keys.generate()


@pytest.fixture(autouse=True)
def keys(settings):
    settings.JWT_PRIVATE_KEY, settings.JWT_FORMER_KEYS = KEY, ""
    return forger()


@dataclass(frozen=True)
class Forger(jwt_keys.KeySet):
    """Our keys, and claims of somebody whose session is open."""

    claims: Mapping[str, str]
    kind: str


def forger(*, kind="at+jwt", **claims):
    ours = jwt_keys.key_set(KEY, "")
    return Forger(ours.signing_key, ours.signing_kid, ours.verifying_keys, claims, kind)


def forged(keys, *, key=None, algorithm="ES256", header=None, **claims):
    """A token as we would make it, but for what is said; None takes a claim or header out."""
    now = int(time.time())
    ours = {
        "iss": issuer(),
        "aud": bearer_tokens.audience(),
        "sub": str(uuid.uuid4()),
        "jti": uuid.uuid4().hex,
        "iat": now,
        "exp": now + 900,
        "sid": str(uuid.uuid4()),
        "client_id": "first-party",
        "token_type": "access",
    }
    payload = {name: value for name, value in {**ours, **keys.claims, **claims}.items() if value is not None}
    headers = {"typ": keys.kind, "kid": keys.signing_kid, **(header or {})}
    return jwt.encode(payload, key or keys.signing_key, algorithm=algorithm, headers=headers)


def issuer():
    return bearer_tokens.audience().removesuffix("/api")


def public_pem(keys):
    return keys.signing_key.public_key().public_bytes(
        serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def hs256_with_the_public_key(keys):
    """PyJWT refuses to sign this, so it is put together by hand."""
    head, body, _ = forged(keys).split(".")
    head = encoded({**decoded(head), "alg": "HS256"})
    mac = hmac.new(public_pem(keys), f"{head}.{body}".encode(), hashlib.sha256).digest()
    return f"{head}.{body}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def without_signature(keys):
    head, body, _ = forged(keys).split(".")
    return f"{encoded({**decoded(head), 'alg': 'none'})}.{body}."


def tampered(keys):
    head, body, signature = forged(keys).split(".")
    return f"{head}.{encoded({**decoded(body), 'sub': str(uuid.uuid4())})}.{signature}"


def decoded(part):
    return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))


def encoded(part):
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def other_key():
    return jwt_keys.key_set(OTHER_KEY, "").signing_key


ATTACKS = {
    "alg none": without_signature,
    "HS256 with our public key": hs256_with_the_public_key,
    "another algorithm": lambda keys: forged(keys, key=ec.generate_private_key(ec.SECP384R1()), algorithm="ES384"),
    "a foreign key under our kid": lambda keys: forged(keys, key=other_key()),
    "an unknown kid": lambda keys: forged(keys, header={"kid": "unbekannt"}),
    "a kid that is a path": lambda keys: forged(keys, header={"kid": "../../etc/passwd"}),
    "a key in the header": lambda keys: forged(keys, header={"jwk": jwt_keys.key_set(KEY, "").as_jwks()["keys"][0]}),
    "an address of keys": lambda keys: forged(keys, header={"jku": "https://boese.example/jwks.json"}),
    "a certificate's address": lambda keys: forged(keys, header={"x5u": "https://boese.example/x"}),
    "a foreign issuer": lambda keys: forged(keys, iss="https://boese.example"),
    "a foreign audience": lambda keys: forged(keys, aud="https://boese.example/api"),
    "ours among other audiences": lambda keys: forged(keys, aud=[bearer_tokens.audience(), "https://boese.example"]),
    "expired": lambda keys: forged(keys, exp=int(time.time()) - 60),
    "issued in the future": lambda keys: forged(keys, iat=int(time.time()) + 600),
    "not valid yet": lambda keys: forged(keys, nbf=int(time.time()) + 600),
    "typ JWT": lambda keys: forged(keys, header={"typ": "JWT"}),
    "typ of a refresh token": lambda keys: forged(keys, header={"typ": "rt+jwt"}),
    "token_type of a refresh token": lambda keys: forged(keys, token_type="refresh"),
    "tampered": tampered,
    "a session that is no id": lambda keys: forged(keys, sid="' OR 1=1 --"),
    "a session that is a list": lambda keys: forged(keys, sid=["x"]),
    "an expiry that is no number": lambda keys: forged(keys, exp="morgen"),
    "an expiry beyond all dates": lambda keys: forged(keys, exp=10**18),
    "four parts": lambda keys: forged(keys) + ".x",
    "no token": lambda _: "Bearer",
    "nothing": lambda _: "",
    "letters of another world": lambda _: "ä.ö.ü",
    "longer than any of ours": lambda keys: forged(keys, padding="a" * 5000),
} | {f"without {claim}": lambda keys, claim=claim: forged(keys, **{claim: None}) for claim in bearer_tokens.CLAIMS}


def test_a_token_like_ours_is_read(keys):
    assert AccessJwt.read(forged(keys)).session_id


@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS.keys())
def test_attack_is_refused(keys, attack):
    with pytest.raises(InvalidToken):
        AccessJwt.read(attack(keys))


@pytest.mark.django_db
def test_neither_kind_passes_for_the_other():
    pair = signed_in(PersonFactory())
    with pytest.raises(InvalidToken):
        AccessJwt.read(pair.refresh)
    with pytest.raises(InvalidToken):
        RefreshJwt.read(pair.access)


@pytest.mark.django_db
def test_a_token_names_another_persons_session_in_vain(keys):
    own, other = PersonFactory(), PersonFactory()
    theirs = AccessJwt.read(signed_in(other).access)
    with pytest.raises(InvalidToken):
        sessions.of_access_token(forged(keys, sub=str(own.pk), sid=str(theirs.session_id)))


@pytest.mark.django_db
def test_header_and_claims_are_those_of_rfc_9068(keys):
    person = PersonFactory()
    pair = signed_in(person)
    access, refresh = jwt.get_unverified_header(pair.access), jwt.get_unverified_header(pair.refresh)
    assert access == {"alg": "ES256", "typ": "at+jwt", "kid": keys.signing_kid}
    assert refresh == {"alg": "ES256", "typ": "rt+jwt", "kid": keys.signing_kid}
    claims = jwt.decode(pair.access, options={"verify_signature": False})
    assert set(claims) == {"iss", "aud", "sub", "jti", "iat", "exp", "sid", "client_id", "token_type"}
    assert (claims["iss"], claims["aud"], claims["sub"]) == (issuer(), issuer() + "/api", str(person.pk))
    assert claims["exp"] - claims["iat"] == 900


@pytest.mark.django_db
def test_a_new_key_signs_nobody_out(settings):
    pair = signed_in(PersonFactory())
    settings.JWT_PRIVATE_KEY, settings.JWT_FORMER_KEYS = OTHER_KEY, KEY
    assert sessions.of_access_token(pair.access)
    renewed = sessions.refresh(pair.refresh)
    assert jwt.get_unverified_header(renewed.access)["kid"] == jwt_keys.key_set(OTHER_KEY, "").signing_kid
    settings.JWT_FORMER_KEYS = ""
    with pytest.raises(InvalidToken):
        sessions.of_access_token(pair.access)


def test_former_keys_may_be_public_halves_and_many(keys):
    formers = public_pem(keys).decode() + "\n" + jwt_keys.generate()
    assert len(jwt_keys.key_set(OTHER_KEY, formers).verifying_keys) == 3


def test_the_published_keys_hold_nothing_private(keys):
    assert [set(key) for key in keys.as_jwks()["keys"]] == [{"kty", "crv", "x", "y", "kid", "use", "alg"}]


def test_the_kid_is_the_thumbprint_of_rfc_7638(keys):
    published = keys.as_jwks()["keys"][0]
    members = f'{{"crv":"P-256","kty":"EC","x":"{published["x"]}","y":"{published["y"]}"}}'
    digest = hashlib.sha256(members.encode()).digest()
    assert published["kid"] == base64.urlsafe_b64encode(digest).rstrip(b"=").decode()


@pytest.mark.parametrize(
    "pem",
    [
        "kein Schlüssel",
        ec.generate_private_key(ec.SECP384R1()).private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        ).decode(),
    ],
    ids=["no PEM", "another curve"],
)  # fmt: skip
def test_other_keys_are_refused_before_the_start(pem):
    with pytest.raises(jwt_keys.UnusableKey):
        jwt_keys.key_set(pem, "")
