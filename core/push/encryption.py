"""Encryption of a message for one device (RFC 8291 over RFC 8188, aes128gcm): push services carry it, none reads it."""

import os
import struct

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from core.push.keys import point_of

SALT = 16
RECORD = 4096  # RFC 8291 4: one record, and each push service takes one of this size
PADDED = 512  # every message has this length, so that its length tells nothing


def encrypt(
    content: bytes,
    *,
    public_key: bytes,
    auth_secret: bytes,
    salt: bytes | None = None,
    one_time_key: ec.EllipticCurvePrivateKey | None = None,
    length: int = PADDED,
) -> bytes:
    """The body of a request to the push service. `public_key` and `auth_secret` are the device's, decoded.

    Salt and key are new for each message; only tests name them. Raises ValueError for a key that is no point.
    """
    receiver = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public_key)
    salt, one_time_key = salt or os.urandom(SALT), one_time_key or ec.generate_private_key(ec.SECP256R1())
    sender_point = point_of(one_time_key.public_key())
    shared = _derive(
        one_time_key.exchange(ec.ECDH(), receiver), auth_secret, b"WebPush: info\0" + public_key + sender_point, 32
    )
    key = _derive(shared, salt, b"Content-Encoding: aes128gcm\0", 16)
    nonce = _derive(shared, salt, b"Content-Encoding: nonce\0", 12)
    # The delimiter 2 ends the last record, zeros pad it (RFC 8188 2).
    record = AESGCM(key).encrypt(nonce, (content + b"\x02").ljust(length + 1, b"\0"), None)
    return salt + struct.pack("!LB", RECORD, len(sender_point)) + sender_point + record


def _derive(secret: bytes, salt: bytes, info: bytes, length: int) -> bytes:
    return HKDF(algorithm=hashes.SHA256(), length=length, salt=salt, info=info).derive(secret)
