"""What people can be told of: core can't call upwards, so each domain registers its subjects and their words."""

import uuid
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise

from core.notifications.models import Delivery


@dataclass(frozen=True)
class Notice:
    """An event in words, in the active language, and what it is about: `item_type` as in the change log.

    `url` is the page for people about it, empty where there is none that the person may open.
    """

    title: str
    text: str
    item_type: str
    item_id: uuid.UUID
    url: str = ""


@dataclass(frozen=True)
class Subject:
    """`letter` tells one event by mail, given `person_id` and the event's id under the name `letter_id`.

    `describe` puts events into words, all at once; those that may no longer be told are left out. `signal` is all that
    travels through foreign push services: that there is something, not what. `deliveries` are those one can choose; a
    subject whose letters go out by another way has the app only, and no letter here.
    """

    name: str
    describe: Callable[[Collection[uuid.UUID]], dict[uuid.UUID, Notice]]
    signal: Promise
    letter: str = ""
    letter_id: str = ""
    default: Delivery = Delivery.AT_ONCE
    deliveries: Sequence[Delivery] = tuple(Delivery)


_subjects: dict[str, Subject] = {}


def register(subject: Subject) -> None:
    """Take part; called in the application's `ready`."""
    _subjects[subject.name] = subject


def of(name: str) -> Subject:
    return _subjects[name]


def known() -> list[Subject]:
    return list(_subjects.values())
