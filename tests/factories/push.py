"""Devices as sentences: `device_of(person, municipalities=["naunhof"])`; only its browser reads its messages."""

import hashlib
import hmac
import json
import os
import secrets

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.accounts.models import Session
from core.municipalities.models import Municipality, Topic
from core.push import devices
from core.push.keys import base64url, point_of


class Browser:
    """A subscription as a browser makes it: an address at its push service, and keys that only it has."""

    def __init__(self, endpoint=None):
        self.private_key = ec.generate_private_key(ec.SECP256R1())
        self.auth_secret = os.urandom(16)
        self.endpoint = endpoint or f"https://push.example/{secrets.token_urlsafe(8)}"

    def subscription(self):
        """As `PushSubscription.toJSON()` tells it."""
        keys = {
            "p256dh": base64url(point_of(self.private_key.public_key())),
            "auth": base64url(self.auth_secret),
        }
        return {"endpoint": self.endpoint, "expirationTime": None, "keys": keys}

    def open(self, body):
        """What was encrypted for this browser (RFC 8188 2.1, RFC 8291 3.4). Raises InvalidTag for anybody else's."""
        salt, length = body[:16], body[20]
        sender, record = body[21 : 21 + length], body[21 + length :]
        assert int.from_bytes(body[16:20], "big") >= len(record)
        shared = self.private_key.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), sender)
        )
        own = point_of(self.private_key.public_key())
        secret = _expand(_extract(self.auth_secret, shared), b"WebPush: info\0" + own + sender, 32)
        prk = _extract(salt, secret)
        key = _expand(prk, b"Content-Encoding: aes128gcm\0", 16)
        nonce = _expand(prk, b"Content-Encoding: nonce\0", 12)
        padded = AESGCM(key).decrypt(nonce, record, None).rstrip(b"\0")
        assert padded[-1:] == b"\x02"
        return json.loads(padded[:-1])

    @property
    def address(self):
        subscription = self.subscription()
        return devices.WebPushAddress(endpoint=self.endpoint, **subscription["keys"])


def _extract(salt, secret):
    return hmac.digest(salt, secret, hashlib.sha256)


def _expand(prk, info, length):
    return hmac.digest(prk, info + b"\x01", hashlib.sha256)[:length]


def device_of(person=None, *, session=None, browser=None, municipalities=(), topics=(), **wishes):
    """A registered device, with an account of a sign-in of its own; needs the `region` fixture."""
    if person and session is None:
        session = Session.objects.create(person=person)
    wishes |= {
        "municipalities": list(Municipality.objects.filter(slug__in=municipalities)),
        "topics": list(Topic.objects.filter(slug__in=topics)),
        "language": wishes.get("language", "de"),
    }
    device, _secret = devices.register((browser or Browser()).address, wishes, session=session)
    return device
