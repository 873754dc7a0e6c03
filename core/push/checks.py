"""What push messages need before the service starts."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error, register

from core import jwt_keys
from core.push import keys


@register()
def key_is_usable(**_kwargs: Any) -> Sequence[CheckMessage]:
    """A wrong key shall stop the start, not the first message."""
    try:
        keys.private_key()
    except jwt_keys.UnusableKey:
        sentence = "VAPID_PRIVATE_KEY is not a private key for ES256 (curve P-256) in PEM."
        return [Error(sentence, hint="docs/operating.md tells how to make one.")]
    return []
