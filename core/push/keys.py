"""The key pair by which push services know us (VAPID, RFC 8292); devices bind themselves to its public half."""

import base64
import functools

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import settings

from core import jwt_keys


def private_key() -> ec.EllipticCurvePrivateKey | None:
    """None where there is none: then this place offers no Web Push. Raises jwt_keys.UnusableKey."""
    return _read(settings.VAPID_PRIVATE_KEY) if settings.VAPID_PRIVATE_KEY else None


def application_server_key() -> str | None:
    """The public half as browsers take it: the uncompressed point in base64url (RFC 8292 3.2)."""
    key = private_key()
    return base64url(point_of(key.public_key())) if key else None


def point_of(key: ec.EllipticCurvePublicKey) -> bytes:
    return key.public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)


def base64url(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


@functools.lru_cache(maxsize=2)
def _read(pem: str) -> ec.EllipticCurvePrivateKey:
    return jwt_keys.private_key(pem)
