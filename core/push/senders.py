"""How a message reaches a device: one sender for each platform, so that others (FCM, APNs) can join."""

from dataclasses import dataclass
from enum import Enum
from typing import Any, Protocol

from core.push.models import Platform


class Outcome(Enum):
    """What became of a message."""

    SENT = "sent"
    LATER = "later"  # the service asks to try again
    GONE = "gone"  # the device is there no more
    REFUSED = "refused"  # trying again would not help


@dataclass(frozen=True)
class Result:
    """`retry_after` counts the seconds the service asks for; `failure` tells operators why, without any address."""

    outcome: Outcome
    retry_after: int = 0
    failure: str = ""


@dataclass(frozen=True)
class Message:
    """`content` is JSON for the app; `topic` (32 characters at most) replaces what waits under the same one.

    `seconds` is for how long the push service keeps it for a device that is off, `contact` whom it may ask about us.
    """

    content: dict[str, Any]
    topic: str
    seconds: int
    is_urgent: bool
    contact: str


class Sender(Protocol):
    """`address` is what the device told of itself when it registered. Knows no database: it may run in a thread."""

    def __call__(self, address: dict[str, str], message: Message) -> Result: ...


_senders: dict[str, Sender] = {}


def register(platform: Platform, sender: Sender) -> None:
    """Take part; called in the application's `ready`."""
    _senders[platform] = sender


def of(platform: str) -> Sender:
    return _senders[platform]
