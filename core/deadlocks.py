"""Writers that wait for each other: PostgreSQL ends one of them, of whom nothing has happened, and it begins again."""

from collections.abc import Callable
from typing import Any, TypeVar

import structlog
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from psycopg.errors import DeadlockDetected

ATTEMPTS = 4
T = TypeVar("T")
log = structlog.get_logger(__name__)


def carried_out(act: Callable[[], T]) -> T:
    """What `act` returns. It is begun anew where it was the one whom PostgreSQL chose to end.

    Raises OperationalError where it is chosen again and again, or inside a transaction: only its owner can repeat it.
    """
    for attempt in range(1, ATTEMPTS):
        try:
            return act()
        except OperationalError as fault:
            if not isinstance(fault.__cause__, DeadlockDetected) or connection.in_atomic_block:
                raise
            log.warning("deadlock", attempt=attempt)
    return act()


class OnceMore:
    """The last middleware: whatever view it is, a deadlock repeats it instead of becoming an answer 500."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any) -> Any:
        """Django's hook before the view; as it answers, the view is not called again."""
        return carried_out(lambda: view(request, *args, **kwargs))
