"""What is public at this moment: core can't call upwards, so each domain registers how to look at its items."""

import uuid
from collections.abc import Callable, Collection, Mapping

# Of these items those that may be told of now, each with the page for people, empty where there is none.
Look = Callable[[Collection[uuid.UUID]], Mapping[uuid.UUID, str]]

_looks: dict[str, Look] = {}


def register(item_type: str, look: Look) -> None:
    """Take part; called in the application's `ready`."""
    _looks[item_type] = look


def look_at(item_type: str) -> Look:
    return _looks[item_type]
