"""The running service: started in order, watched over, and stopped as one."""

import contextlib
import signal
import threading
import time
from collections.abc import Iterator
from types import FrameType
from typing import NoReturn

from django.conf import settings

from core.database import is_embedded
from core.serving import address, children, claims, preparation
from core.serving.children import Child
from core.serving.claims import CannotServe, Folder
from core.serving.database import Elsewhere, Embedded
from core.serving.preparation import Say

PATIENCE = 60.0  # seconds until the web server has to answer for the first time


class Stop(BaseException):
    """Somebody asked the service to stop; like KeyboardInterrupt, no handler of ours may swallow it."""


def run(say: Say) -> None:
    """Serve until SIGINT, SIGTERM or SIGHUP. Raises CannotServe where it cannot start or its folder is taken away."""
    _stop_on_signals()
    with (
        contextlib.suppress(Stop),
        claims.claimed(settings.DATA_DIR) as folder,
        claims.reserved(settings.LISTEN_HOST, settings.PORT),
    ):
        preparation.check_settings()
        say(f"Partheland starts, {settings.MODE} mode, data in {settings.DATA_DIR}")
        database = Embedded(settings.DATA_DIR) if is_embedded() else Elsewhere()
        try:
            database.start()
            preparation.prepare_database(say)
            with _running([_web(), _worker()]) as processes:
                _watch_over(processes, database, folder, say)
        finally:
            database.stop()


def _web() -> Child:
    listen = [f"--host={settings.LISTEN_HOST}", f"--port={settings.PORT}"]
    return Child(
        "web", "core.serving.web", *listen, f"--workers={settings.WEB_WORKERS}", f"--threads={settings.WEB_THREADS}"
    )


def _worker() -> Child:
    return Child("worker", "core.serving.worker")


@contextlib.contextmanager
def _running(processes: list[Child]) -> Iterator[list[Child]]:
    try:
        yield processes
    finally:
        children.stop(processes)


def _watch_over(processes: list[Child], database: Embedded | Elsewhere, folder: Folder, say: Say) -> NoReturn:
    wake = threading.Event()
    signal.signal(signal.SIGCHLD, lambda _number, _frame: wake.set())
    started, ready = time.monotonic(), False
    while True:
        now = time.monotonic()
        if not folder.is_ours():
            raise CannotServe(f"The data folder {folder.path} is gone; the service stops.")
        database.tend(now)
        for child in processes:
            child.tend(now)
        if not ready and (ready := address.answers()):
            say(address.welcome())
        if not ready and now - started > PATIENCE:
            raise CannotServe(f"The web server does not answer within {PATIENCE:.0f} seconds; its reasons stand above.")
        wake.wait(1.0 if ready else 0.1)
        wake.clear()


def _stop_on_signals() -> None:
    def stop(_number: int, _frame: FrameType | None) -> None:
        for each in asked:
            signal.signal(each, signal.SIG_IGN)  # stopping is bounded; a second Ctrl-C must not cut it short
        raise Stop

    asked = [signal.SIGINT, signal.SIGTERM]
    if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup(1) switches it off
        asked.append(signal.SIGHUP)
    for each in asked:
        signal.signal(each, stop)
