"""Things done once in a forked process, so that the service can watch, and stop, in the midst of them."""

import multiprocessing
import os
from collections.abc import Callable
from multiprocessing.connection import Connection

from core.serving import lifeline, signals
from core.serving.claims import CannotServe


class Errand:
    """A copy of this process that calls one function. To be started while this process has a single thread."""

    def __init__(self, do: Callable[[], None]) -> None:
        fork = multiprocessing.get_context("fork")
        self._answer, report = fork.Pipe(duplex=False)
        self._process = fork.Process(target=_go, args=(do, report, os.getpid()))
        self._process.start()
        report.close()

    @property
    def is_over(self) -> bool:
        return not self._process.is_alive()

    def failure(self) -> str:
        """Once it is over: why it failed, or nothing."""
        if self._process.exitcode == 0:
            return ""
        try:
            return str(self._answer.recv())
        except EOFError:
            return "It ended unexpectedly; its reasons stand above."

    def give_up(self) -> None:
        """End it, wherever it is; nothing where it is over."""
        self._process.kill()
        self._process.join()


def _go(do: Callable[[], None], report: Connection, parent: int) -> None:
    signals.forget()
    lifeline.end_with(parent)
    try:
        do()
    except CannotServe as reason:
        report.send(str(reason))
        raise SystemExit(1) from reason
