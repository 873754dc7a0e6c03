"""Hashes and ciphers: who reads the tables learns neither who asked, nor what was answered, nor a secret."""

import hashlib
import hmac
import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE = 12


def digest(*parts: str) -> bytes:
    """32 bytes that stand for the parts, in this order, and tell nothing of them to who lacks SECRET_KEY."""
    # Each part with its length: no two different lists of parts read the same.
    text = "".join(f"{len(part)}:{part}" for part in parts)
    return hmac.digest(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256)


def digests_for(purpose: str, text: str) -> list[bytes]:
    """The digest of a text under a key of its own for the purpose, and those it had under former SECRET_KEYs."""
    return [hmac.digest(key, text.encode(), hashlib.sha256) for key in _keys(purpose)]


def seal(content: bytes, key: bytes) -> bytes:
    """The content under AES-256-GCM with a random nonce in front."""
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, content, None)


def unseal(sealed: bytes, key: bytes) -> bytes:
    """The content again. Raises cryptography's InvalidTag for another key."""
    return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], None)


def seal_for(purpose: str, content: bytes) -> bytes:
    """The content as it is stored, under a key of its own for the purpose, drawn from SECRET_KEY."""
    return seal(content, _keys(purpose)[0])


def unseal_for(purpose: str, sealed: bytes) -> bytes | None:
    """The content again; None where it was sealed under a SECRET_KEY that is not known any more."""
    for key in _keys(purpose):
        try:
            return unseal(sealed, key)
        except InvalidTag:
            continue
    return None


def _keys(purpose: str) -> list[bytes]:
    """Of the present SECRET_KEY and of former ones."""
    secret_keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [hmac.digest(key.encode(), purpose.encode(), hashlib.sha256) for key in secret_keys]
