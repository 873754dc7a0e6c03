"""The database as the service sees it: the embedded one is ours to start and to start again, another one is not."""

from pathlib import Path

import structlog

from core import embedded_postgres
from core.serving.children import Pause
from core.serving.claims import CannotServe

log = structlog.get_logger("supervisor")


class Embedded:
    """The embedded PostgreSQL of a data folder."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.pause = Pause()

    def start(self) -> None:
        """Raises CannotServe with PostgreSQL's own sentence."""
        try:
            embedded_postgres.ensure_running(self.data)
        except embedded_postgres.EmbeddedPostgresError as fault:
            raise CannotServe(str(fault)) from fault

    def tend(self, now: float) -> None:
        """Start it again where it is gone; `now` is the monotonic clock's seconds."""
        if now < self.pause.until or embedded_postgres.is_running(self.data):
            return
        log.error("database_ended")
        try:
            embedded_postgres.ensure_running(self.data)
        except embedded_postgres.EmbeddedPostgresError as fault:
            log.error("database_not_started", reason=str(fault), again_in=self.pause.after_failure(now))
        else:
            self.pause.after_success()

    def stop(self) -> None:
        embedded_postgres.stop(self.data)


class Elsewhere:
    """The server that DATABASE_URL names; somebody else looks after it."""

    def start(self) -> None: ...

    def tend(self, now: float) -> None: ...

    def stop(self) -> None: ...
