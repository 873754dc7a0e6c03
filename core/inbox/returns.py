"""Mails of ours that came back (RFC 3464): which ones, and why; domains say what follows from it."""

import email
import re
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.errors import MessageError
from email.message import Message

from django.conf import settings

# Given the number in the Message-ID of our mail and the enhanced status (“5.1.1”): whether it was one of the domain's.
Hear = Callable[[uuid.UUID, str], bool]
_hearers: list[Hear] = []

MOST_PARTS, MOST_RECIPIENTS = 8, 5
STATUS = re.compile(r"\s*([45]\.\d{1,3}\.\d{1,3})\b")
OURS = re.compile(r"<([0-9a-f-]{36})@([^<>\s]{1,250})>", re.IGNORECASE)


@dataclass(frozen=True)
class Return:
    """A mail of ours that could not be delivered in the end. Its number is a secret: who reports it has had it."""

    mail_id: uuid.UUID
    status: str


def are_heard_by(hear: Hear) -> None:
    """Have a domain told of returns; called in its application's `ready`."""
    _hearers.append(hear)


def tell(content: bytes) -> bool:
    """Tell the domains of it where this mail, or its beginning, is such a report; whether one knew the mail."""
    found = read(content)
    return found is not None and any(hear(found.mail_id, found.status) for hear in _hearers)


def read(content: bytes) -> Return | None:
    """What the report says; None for any other mail, and for reports of a delay or a success. Raises nothing."""
    try:
        return _read(email.message_from_bytes(content))
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError, MessageError):
        return None


def _read(message: Message) -> Return | None:
    is_report = message.get_content_type() == "multipart/report"
    if not is_report or str(message.get_param("report-type", "")).lower() != "delivery-status":
        return None
    parts = [part for part in message.get_payload() if isinstance(part, Message)][:MOST_PARTS]
    status = next((status for part in parts for status in _statuses(part)), "")
    number = next((number for part in parts for number in _numbers(part)), None)
    return Return(number, status) if number and status else None


def _statuses(part: Message) -> Iterator[str]:
    """Of the recipients for whom it has failed."""
    if part.get_content_type() == "message/delivery-status":
        for recipient in list(part.get_payload())[: MOST_RECIPIENTS + 1]:
            found = STATUS.match(str(recipient.get("Status", "")))
            if found and str(recipient.get("Action", "")).strip().lower() == "failed":
                yield found.group(1)


def _numbers(part: Message) -> Iterator[uuid.UUID]:
    """From what is attached of the mail itself, whole or its headers only."""
    match part.get_content_type():
        case "message/rfc822":
            original: object = part.get_payload(0)
        case "text/rfc822-headers":
            original = email.message_from_bytes(bytes(part.get_payload(decode=True)))
        case _:
            return
    found = OURS.search(str(original["Message-ID"])) if isinstance(original, Message) else None
    if found and found.group(2).lower() == settings.PUBLIC_HOST.lower():
        yield uuid.UUID(found.group(1))
