"""Refusals as answers of HTTP: which status each kind has."""

from core import errors
from core.errors import Refusal

STATUS: dict[type[Refusal], int] = {
    errors.Invalid: 400,
    errors.Unauthenticated: 401,
    errors.Forbidden: 403,
    errors.Missing: 404,
    errors.Conflict: 409,
    errors.Gone: 410,
    errors.TooMany: 429,
}


def status_of(kind: type[Refusal]) -> int | None:
    """The status of a refusal or of the nearest class above it; None for a code that belongs to no kind of ours.

    What only HTTP knows (method not allowed, …) carries its status itself.
    """
    own: int | None = getattr(kind, "status", None)
    return own or next((STATUS[base] for base in kind.__mro__ if base in STATUS), None)
