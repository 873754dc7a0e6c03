"""Numbers of the floors above for core.metrics, which can't ask upwards."""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Gauge:
    """`count` is asked when somebody reads the metrics: one cheap query."""

    name: str
    words: str
    count: Callable[[], int]


_known: dict[str, Gauge] = {}


def register(name: str, words: str, count: Callable[[], int]) -> None:
    """Have a number told; called in the application's `ready`."""
    _known[name] = Gauge(name, words, count)


def known() -> list[Gauge]:
    return list(_known.values())
