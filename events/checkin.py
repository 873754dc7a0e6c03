"""What the picture shown at the door says."""

import uuid
from urllib.parse import parse_qs, urlencode, urlsplit

from django.conf import settings


def code_of(scanned: str) -> str:
    """The code in what a scanner read: the address in the picture, or the bare code."""
    return parse_qs(urlsplit(scanned.strip()).query).get("code", [scanned.strip()])[0]


def address_of(event_id: uuid.UUID, code: str) -> str:
    """What the picture says: a phone's camera leads a signed-in clerk to the check-in of this event."""
    return f"{settings.PUBLIC_URL}/admin/events/event/{event_id}/check-in/?{urlencode({'code': code})}"
