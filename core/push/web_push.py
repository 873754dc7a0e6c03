"""Web Push: messages encrypted (RFC 8291), signed as ours (VAPID, RFC 8292), handed to push services (RFC 8030)."""

import base64
import functools
import http.client
import json
import time
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

import jwt
from django.utils import timezone

from core.push import connections, encryption, keys, senders
from core.push.models import Platform
from core.push.senders import Message, Outcome, Result

# Of the JWT; RFC 8292 2 allows 24 hours.
VALID_FOR = 12 * 3600
RENEWED_EVERY = 6 * 3600
LONGEST_WAIT = timedelta(hours=6)
GONE = {404, 410}
ACCEPTED = range(200, 300)
ASK_LATER = {408, 425, 429}
FAULTS = range(500, 600)


def send(address: dict[str, str], message: Message) -> Result:
    """Hand the message to the device's push service."""
    try:
        body = encryption.encrypt(
            json.dumps(message.content, ensure_ascii=False, separators=(",", ":")).encode(),
            public_key=decoded(address["p256dh"]),
            auth_secret=decoded(address["auth"]),
        )
        answer = connections.post(address["endpoint"], body, _headers(address["endpoint"], message))
    except connections.ForbiddenAddress:
        return Result(Outcome.REFUSED, failure="address not allowed")
    except (OSError, http.client.HTTPException) as fault:
        return Result(Outcome.LATER, failure=type(fault).__name__)
    return _result_of(answer)


def decoded(text: str) -> bytes:
    """What base64url says, with or without padding. Raises ValueError."""
    if not text.isascii() or set(text) & set("+/"):
        raise ValueError
    return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars=b"-_", validate=True)


def _headers(endpoint: str, message: Message) -> dict[str, str]:
    token = _token(_origin_of(endpoint), message.contact, int(time.time()) // RENEWED_EVERY)
    return {
        "Authorization": f"vapid t={token}, k={keys.application_server_key()}",
        "Content-Encoding": "aes128gcm",
        "Content-Type": "application/octet-stream",
        "TTL": str(message.seconds),
        "Topic": message.topic,
        "Urgency": "high" if message.is_urgent else "normal",
    }


def _origin_of(endpoint: str) -> str:
    """As RFC 6454 6.2 writes it: in small letters, without the port that goes without saying."""
    parts = urlsplit(endpoint)
    host, usual = parts.hostname or "", {"https": 443, "http": 80}[parts.scheme]
    host = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{host}" + (f":{parts.port}" if parts.port not in {None, usual} else "")


@functools.lru_cache(maxsize=256)
def _token(audience: str, contact: str, period: int) -> str:
    """Signed once for many messages to the same push service (RFC 8292 5)."""
    key = keys.private_key()
    claims = {"aud": audience, "exp": period * RENEWED_EVERY + VALID_FOR, "sub": f"mailto:{contact}"}
    return jwt.encode(claims, key, algorithm="ES256")  # type: ignore[arg-type]  # nobody registers without a key


def _result_of(answer: connections.Answer) -> Result:
    failure = str(answer.status)
    if answer.status in ACCEPTED:
        return Result(Outcome.SENT)
    if answer.status in GONE:
        return Result(Outcome.GONE, failure=failure)
    if answer.status in ASK_LATER or answer.status in FAULTS:
        return Result(Outcome.LATER, _seconds(answer.retry_after), failure)
    return Result(Outcome.REFUSED, failure=failure)


def _seconds(retry_after: str) -> int:
    """RFC 9110 10.2.3: seconds or a date; nonsense is nothing."""
    longest = int(LONGEST_WAIT.total_seconds())
    if retry_after.isascii() and retry_after.isdigit():
        return min(int(retry_after[:9]), longest)
    try:
        moment: datetime = parsedate_to_datetime(retry_after)
    except (ValueError, OverflowError):
        return 0
    moment = moment if moment.tzinfo else moment.replace(tzinfo=timezone.get_default_timezone())
    return max(0, min(int((moment - timezone.now()).total_seconds()), longest))


def take_part() -> None:
    senders.register(Platform.WEB_PUSH, send)
