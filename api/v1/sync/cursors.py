"""Where a copy stands: opaque to its owner, and refused by any other log or under other filters."""

import uuid
from dataclasses import dataclass

from django.core import signing
from django.utils.translation import gettext_lazy as _

from api.pagination import CursorMismatch, InvalidCursor
from core.changes.log import State
from core.errors import Gone

LONGEST = 1000


class CopyTooOld(Gone):
    code = "copy_too_old"
    title = _("The copy is too old")
    advice = _("What changed since then is no longer known. Please delete the copy and begin again without a cursor.")


@dataclass(frozen=True)
class Cursor:
    """All changes up to `position` are in the copy. Up to `fresh_until` it is still being filled: nothing to delete.

    `owner` is whose copy it is, empty where it is everybody's.
    """

    epoch: uuid.UUID
    filters: str
    position: int
    fresh_until: int
    owner: str = ""

    def written(self) -> str:
        return _signer(self.owner).sign_object([str(self.epoch), self.filters, self.position, self.fresh_until])


def taken_up(text: str | None, *, filters: str, state: State, owner: str = "") -> Cursor:
    """Where a copy goes on, or a new one begins.

    Raises InvalidCursor (also somebody else's), CursorMismatch (made for other filters), CopyTooOld: of another log,
    from a future it lost, or older than its memory.
    """
    if text is None:
        return Cursor(state.epoch, filters, position=0, fresh_until=state.end, owner=owner)
    cursor = _read(text, filters=filters, owner=owner)
    is_behind = cursor.position < state.forgotten_up_to and cursor.position >= cursor.fresh_until
    if cursor.epoch != state.epoch or cursor.position > state.latest or is_behind:
        raise CopyTooOld
    return cursor


def _read(text: str, *, filters: str, owner: str) -> Cursor:
    try:
        if len(text) > LONGEST:
            raise InvalidCursor
        epoch, made_for, position, fresh_until = _signer(owner).unsign_object(text)
    except (signing.BadSignature, ValueError) as fault:
        raise InvalidCursor from fault
    if made_for != filters:
        raise CursorMismatch
    return Cursor(uuid.UUID(epoch), made_for, position, fresh_until, owner)


def _signer(owner: str) -> signing.Signer:
    """Whose it is stands in the signature, not in the address."""
    return signing.Signer(salt=f"api.sync.{owner}" if owner else "api.sync", sep=".")
