"""The key pairs that sign access and refresh tokens: ES256 (RFC 7518 3.4), separate from SECRET_KEY."""

import base64
import functools
import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec

_PEM = re.compile(r"-----BEGIN ([A-Z ]+)-----.+?-----END \1-----", re.DOTALL)


class UnusableKey(ValueError):  # noqa: N818 - said of the key
    """A key in JWT_PRIVATE_KEY or JWT_FORMER_KEYS is none we can use; the message names neither key nor part of it."""


@dataclass(frozen=True)
class KeySet:
    """One key that signs, and all that still verify, by their `kid`."""

    signing_key: ec.EllipticCurvePrivateKey
    signing_kid: str
    verifying_keys: Mapping[str, ec.EllipticCurvePublicKey]

    def as_jwks(self) -> dict[str, list[dict[str, str]]]:
        """The public halves as a JWK Set (RFC 7517 5)."""
        return {
            "keys": [
                {**_public_numbers(key), "kid": kid, "use": "sig", "alg": "ES256"}
                for kid, key in self.verifying_keys.items()
            ]
        }


def generate() -> str:
    """A new P-256 private key as PEM (PKCS #8, unencrypted: its file or environment is the protection)."""
    key = ec.generate_private_key(ec.SECP256R1())
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    ).decode()


@functools.lru_cache(maxsize=4)
def key_set(private_pem: str, former_pems: str) -> KeySet:
    """Read JWT_PRIVATE_KEY, and JWT_FORMER_KEYS: any number of private or public keys, one after the other.

    Raises UnusableKey.
    """
    signing_key = private_key(private_pem)
    if former_pems.strip() and not _PEM.search(former_pems):
        raise UnusableKey("JWT_FORMER_KEYS holds no key in PEM.")
    keys = [signing_key, *(_read(match.group()) for match in _PEM.finditer(former_pems))]
    publics = [key.public_key() if isinstance(key, ec.EllipticCurvePrivateKey) else key for key in keys]
    return KeySet(signing_key, thumbprint(publics[0]), {thumbprint(key): key for key in publics})


def private_key(pem: str) -> ec.EllipticCurvePrivateKey:
    """Read one private key for ES256. Raises UnusableKey."""
    key = _read(pem)
    if not isinstance(key, ec.EllipticCurvePrivateKey):
        raise UnusableKey("JWT_PRIVATE_KEY holds no private key.")
    return key


def thumbprint(key: ec.EllipticCurvePublicKey) -> str:
    """The key's `kid`: its JWK thumbprint (RFC 7638), so that it follows from the key alone."""
    canonical = json.dumps(_public_numbers(key), separators=(",", ":"), sort_keys=True)
    return _base64url(hashlib.sha256(canonical.encode()).digest())


def _read(pem: str) -> ec.EllipticCurvePrivateKey | ec.EllipticCurvePublicKey:
    data = pem.encode()
    try:
        if "PRIVATE KEY" in pem:
            key: object = serialization.load_pem_private_key(data, password=None)
        else:
            key = serialization.load_pem_public_key(data)
    except (ValueError, TypeError) as error:
        raise UnusableKey("A key of the JWT settings is not PEM, or has a passphrase.") from error
    if isinstance(key, ec.EllipticCurvePrivateKey | ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return key
    raise UnusableKey("A key of the JWT settings is not one for ES256 (curve P-256).")


def _public_numbers(key: ec.EllipticCurvePublicKey) -> dict[str, str]:
    numbers = key.public_numbers()
    x, y = (_base64url(number.to_bytes(32, "big")) for number in (numbers.x, numbers.y))
    return {"crv": "P-256", "kty": "EC", "x": x, "y": y}


def _base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()
