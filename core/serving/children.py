"""Processes that run as long as the service does, and how soon one that ended is started again."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import structlog

log = structlog.get_logger("supervisor")

CODE = Path(__file__).resolve().parents[2]
STEADY = 30.0  # seconds; who ran as long is not in a loop of crashes
GRACE = 4.5  # seconds to finish what is under way when told to stop


@dataclass
class Pause:
    """How long to wait before trying again: half a second, doubled with each failure, at most half a minute."""

    failures: int = 0
    until: float = 0.0

    def after_failure(self, now: float) -> float:
        """Note a failure; returns the seconds until the next attempt."""
        seconds = min(0.5 * (1 << self.failures), 30.0)
        self.failures, self.until = min(self.failures + 1, 10), now + seconds
        return seconds

    def after_success(self) -> None:
        self.failures = 0


class Child:
    """A process running one of our modules; ends with this process, whatever ends it (`core.serving.lifeline`)."""

    def __init__(self, name: str, module: str, *arguments: str) -> None:
        self.name = name
        self.command = [sys.executable, "-m", module, str(os.getpid()), *arguments]
        self.pause = Pause()
        self.process: subprocess.Popen[bytes] | None = None
        self.started = 0.0

    def tend(self, now: float) -> None:
        """Start it if it does not run and its pause is over; `now` is the monotonic clock's seconds."""
        if self.process is not None:
            code = self.process.poll()
            if code is None:
                if now - self.started > STEADY:
                    self.pause.after_success()
                return
            self.process = None
            log.error("child_ended", child=self.name, code=code, again_in=self.pause.after_failure(now))
        if now >= self.pause.until:
            self.started = now
            # In a process group of its own, so that Ctrl-C reaches it only through us, in order.
            self.process = subprocess.Popen(  # noqa: S603 - our own module
                self.command, cwd=CODE, stdin=subprocess.DEVNULL, process_group=0
            )


def stop(children: Sequence[Child], *, grace: float = GRACE) -> None:
    """Ask all of them to finish, at the same time; kill who does not within `grace` seconds."""
    running = [child.process for child in children if child.process is not None]
    for process in running:
        process.send_signal(signal.SIGTERM)
    deadline = time.monotonic() + grace
    for process in running:
        try:
            process.wait(max(deadline - time.monotonic(), 0.01))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
