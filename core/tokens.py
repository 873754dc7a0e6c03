"""Tokens in mail links: 32 random bytes for the person, their SHA-256 for us."""

import hashlib
import secrets
from datetime import datetime
from typing import Any, TypeVar

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.errors import Gone
from core.models import LinkToken

T = TypeVar("T", bound=LinkToken)

# 32 bytes in base64url are 43 characters.
LENGTH = 43


class LinkExpired(Gone):
    code = "link_expired"
    title = _("The link is no longer valid")
    advice = _("This link has expired or was never valid. Please ask for a new one where you started.")


def digest(token: str) -> bytes:
    """SHA-256 of the token: enough for 256 random bits, which nobody can guess from a table of hashes."""
    return hashlib.sha256(token.encode()).digest()


def mint(model: type[T], *, purpose: str, expires_at: datetime | None, **owner: Any) -> str:
    """Store a new token's digest and return the token itself; earlier tokens stay valid."""
    token = secrets.token_urlsafe(32)
    model._default_manager.create(digest=digest(token), purpose=purpose, expires_at=expires_at, **owner)
    return token


def find(model: type[T], token: str, *, purpose: str, even_expired: bool = False) -> T:
    """The stored row of a token. Raises LinkExpired where there is none, or, unless `even_expired`, it is too old."""
    row = None
    if may_be_ours(token):
        row = model._default_manager.filter(digest=digest(token), purpose=purpose).first()
    if row is None or (not even_expired and is_expired(row)):
        raise LinkExpired
    return row


def may_be_ours(token: str) -> bool:
    """Whether it has the form of what we mint; anything else is not worth a query."""
    return len(token) == LENGTH and token.isascii()


def is_expired(row: LinkToken) -> bool:
    return row.expires_at is not None and row.expires_at <= timezone.now()
