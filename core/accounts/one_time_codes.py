"""One-time codes: those of an authenticator app (RFC 6238) and those for when it is lost. No table, no person."""

import base64
import hashlib
import hmac
import re
import secrets
from collections.abc import Sequence
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from core import sealing

PURPOSE = "core.accounts.one_time_codes"
# What every authenticator app knows: SHA-1 (safe inside HMAC), six digits, half a minute.
DIGITS, STEP = 6, 30
# RFC 4226 4 recommends 160 bits.
SECRET_BYTES = 20
# A clock may be half a minute wrong, either way (RFC 6238 5.2).
DRIFT = 1
RECOVERY_CODES = 10
RECOVERY_BYTES = 10  # 80 bits, so that even their plain hashes open nothing


def new_secret() -> bytes:
    return secrets.token_bytes(SECRET_BYTES)


def seal(secret: bytes) -> bytes:
    """The secret as it is stored."""
    return sealing.seal_for(PURPOSE, secret)


def unseal(sealed: bytes) -> bytes | None:
    """The secret again; None where it was sealed under a SECRET_KEY that is not known any more."""
    return sealing.unseal_for(PURPOSE, sealed)


def address(secret: bytes, *, account: str, issuer: str) -> str:
    """The otpauth: address that the QR code holds."""
    return _totp(secret).get_provisioning_uri(account, issuer)


def spelled(secret: bytes) -> str:
    """The secret for who types it: in groups of four."""
    return _in_groups(base64.b32encode(secret).decode())


def step_of(secret: bytes, code: str, *, now: datetime, after: int | None) -> int | None:
    """The time step the code belongs to, if that is about now and later than the step `after`; else None."""
    typed = re.sub(r"\s", "", code)
    here = int(now.timestamp()) // STEP
    for step in range(here - DRIFT, here + DRIFT + 1):
        expected = _totp(secret).generate(step * STEP).decode()
        if hmac.compare_digest(expected.encode(), typed.encode()) and (after is None or step > after):
            return step
    return None


def new_recovery_codes() -> Sequence[str]:
    codes = (base64.b32encode(secrets.token_bytes(RECOVERY_BYTES)).decode().lower() for _ in range(RECOVERY_CODES))
    return [_in_groups(code, "-") for code in codes]


def recovery_digest(code: str) -> bytes:
    """Of a code however it was typed: with or without its dashes, in capitals, with spaces."""
    return hashlib.sha256(re.sub(r"[\s-]", "", code).lower().encode()).digest()


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, DIGITS, SHA1(), STEP)  # noqa: S303 - RFC 6238's, inside HMAC


def _in_groups(text: str, separator: str = " ") -> str:
    return separator.join(text[start : start + 4] for start in range(0, len(text), 4))
