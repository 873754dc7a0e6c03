"""The running service: started in order, watched over, and stopped as one."""

import time

from django.conf import settings

from core.database import is_embedded
from core.serving import address, children, claims, counters, preparation
from core.serving.children import Child
from core.serving.claims import CannotServe, Folder
from core.serving.database import Elsewhere, Embedded
from core.serving.errands import Errand
from core.serving.preparation import Say
from core.serving.signals import Signals

PATIENCE = 60.0  # seconds until the web server has to answer for the first time

Database = Embedded | Elsewhere


def run(say: Say) -> None:
    """Serve until SIGINT, SIGTERM or SIGHUP. Raises CannotServe where it cannot start or its folder is taken away."""
    signals = Signals()
    with claims.claimed(settings.DATA_DIR) as folder, claims.reserved(settings.LISTEN_HOST, settings.PORT):
        preparation.check_settings()
        say(f"Partheland starts, {settings.MODE} mode, data in {settings.DATA_DIR}")
        counters.share(settings.DATA_DIR / "metrics")
        database = Embedded(settings.DATA_DIR) if is_embedded() else Elsewhere()
        processes = [_web(), _worker()]
        try:
            _prepare(database, signals, say)
            if not signals.stop:
                database.start()
                _watch_over(processes, database, folder, signals, say)
        finally:
            children.stop(processes)
            database.stop()


def _prepare(database: Database, signals: Signals, say: Say) -> None:
    def prepare() -> None:
        database.start()
        preparation.prepare_database(say)

    errand = Errand(prepare)
    while not signals.stop and not errand.is_over:
        signals.wait(1.0)
    if signals.stop:
        errand.give_up()
    elif failure := errand.failure():
        raise CannotServe(failure)


def _web() -> Child:
    arguments = {
        "host": settings.LISTEN_HOST,
        "port": settings.PORT,
        "workers": settings.WEB_WORKERS,
        "threads": settings.WEB_THREADS,
    }
    return Child("web", "core.serving.web", *(f"--{name}={value}" for name, value in arguments.items()))


def _worker() -> Child:
    return Child("worker", "core.serving.worker")


def _watch_over(processes: list[Child], database: Database, folder: Folder, signals: Signals, say: Say) -> None:
    started, is_ready = time.monotonic(), False
    while not signals.stop:
        now = time.monotonic()
        if not folder.is_ours():
            raise CannotServe(f"The data folder {folder.path} is gone; the service stops.")
        database.tend(now)
        for child in processes:
            child.tend(now)
        if not is_ready and (is_ready := address.answers()):
            say(address.welcome())
        if not is_ready and now - started > PATIENCE:
            raise CannotServe(f"The web server does not answer within {PATIENCE:.0f} seconds; its reasons stand above.")
        signals.wait(1.0 if is_ready else 0.1)
