"""What signing in needs before the service starts."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from core import jwt_keys


@register()
def keys_are_usable(**_kwargs: Any) -> Sequence[CheckMessage]:
    """A wrong key shall stop the start, not the first sign-in."""
    try:
        jwt_keys.key_set(settings.JWT_PRIVATE_KEY, settings.JWT_FORMER_KEYS)
    except jwt_keys.UnusableKey as error:
        return [Error(str(error), hint="docs/operating.md tells how to make one.")]
    return []
