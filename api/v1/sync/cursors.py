"""Where a copy stands: opaque to its owner, and refused by any other log or under other filters."""

import uuid
from dataclasses import dataclass

from django.core import signing
from django.utils.translation import gettext_lazy as _

from api.pagination import CursorMismatch, InvalidCursor
from core.errors import Gone

LONGEST = 1000
signer = signing.Signer(salt="api.sync", sep=".")


class CopyTooOld(Gone):
    code = "copy_too_old"
    title = _("The copy is too old")
    advice = _("What changed since then is no longer known. Please delete the copy and begin again without a cursor.")


@dataclass(frozen=True)
class Cursor:
    """All changes up to `position` are in the copy. Up to `fresh_until` it is still being filled: nothing to delete."""

    epoch: uuid.UUID
    filters: str
    position: int
    fresh_until: int

    def written(self) -> str:
        return signer.sign_object([str(self.epoch), self.filters, self.position, self.fresh_until])


def read(text: str, *, filters: str) -> Cursor:
    """Raises InvalidCursor, CursorMismatch (made for other filters)."""
    try:
        if len(text) > LONGEST:
            raise InvalidCursor
        epoch, made_for, position, fresh_until = signer.unsign_object(text)
    except (signing.BadSignature, ValueError) as fault:
        raise InvalidCursor from fault
    if made_for != filters:
        raise CursorMismatch
    return Cursor(uuid.UUID(epoch), made_for, position, fresh_until)
