"""The database as the service sees it: the embedded one is ours to start and to start again, another one is not."""

from pathlib import Path

import structlog

from core import embedded_postgres
from core.serving.children import Pause
from core.serving.claims import CannotServe
from core.serving.errands import Errand

log = structlog.get_logger("supervisor")

PULSE = 3.0  # seconds between two looks; what is killed but its keeper comes back faster, by that keeper


class Embedded:
    """The embedded PostgreSQL of a data folder."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.pause = Pause()
        self.restart: Errand | None = None
        self.next_look = 0.0

    def start(self) -> None:
        """Start or join it; this process counts as a user until it ends. Raises CannotServe in PostgreSQL's words."""
        try:
            embedded_postgres.ensure_running(self.data)
        except embedded_postgres.EmbeddedPostgresError as fault:
            raise CannotServe(str(fault)) from fault

    def tend(self, now: float) -> None:
        """Start it again where it is gone; `now` is the monotonic clock's seconds."""
        if self.restart is not None and self.restart.is_over:
            if failure := self.restart.failure():
                log.error("database_not_started", reason=failure, again_in=self.pause.after_failure(now))
            else:
                self.pause.after_success()
            self.restart = None
        if self.restart is None and now >= max(self.next_look, self.pause.until):
            self.next_look = now + PULSE
            if not embedded_postgres.is_running(self.data):
                log.error("database_ended")
                self.restart = Errand(self.start)

    def stop(self) -> None:
        """Where that fails, PostgreSQL still leaves by itself once nobody uses it."""
        if self.restart is not None:
            self.restart.give_up()
        try:
            embedded_postgres.stop(self.data)
        except embedded_postgres.EmbeddedPostgresError as fault:
            log.warning("database_not_stopped", reason=str(fault))


class Elsewhere:
    """The server that DATABASE_URL names; somebody else looks after it."""

    def start(self) -> None: ...

    def tend(self, now: float) -> None: ...

    def stop(self) -> None: ...
