"""The web server's process: Granian, which starts and renews its own workers."""

import argparse
import gc
import multiprocessing
import os
from importlib import import_module
from typing import Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

from core import logs
from core.serving import lifeline

# Connections per worker that are accepted at a time; further ones wait in the kernel's queue. Generous, because one
# that is kept alive counts even while it is idle.
CONNECTIONS = 512


def application() -> Any:
    """The WSGI application, loaded in each worker."""
    if parent := multiprocessing.parent_process():
        lifeline.end_with(parent.pid or 0)
    from django.conf import settings  # noqa: PLC0415 - Granian's main process stays small without Django

    from core.wsgi import application  # noqa: PLC0415

    import_module(settings.ROOT_URLCONF)
    # What is loaded stays and need not be looked through again; so what requests leave can be cleared away sooner.
    # By the usual measure garbage piles up to a quarter of all there is (docs/bench/README.md: 7 MB of memory).
    gc.freeze()
    gc.collect()
    gc.set_threshold(700, 10, 3)
    return application


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parent", type=int)
    parser.add_argument("--host", required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--workers", type=int, required=True)
    parser.add_argument("--threads", type=int, required=True)
    options = parser.parse_args()
    lifeline.end_with(options.parent)
    # For the workers: one heap for all of a worker's threads, for each of several keeps what the others could use.
    os.environ.setdefault("MALLOC_ARENA_MAX", "1")
    Granian(
        "core.wsgi:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        workers=options.workers,
        blocking_threads=options.threads,
        backpressure=CONNECTIONS,
        log_level=LogLevels.warning,
        log_dictconfig=logs.configuration("WARNING"),
        log_access=False,  # its lines hold the address as typed, tokens and all; core.middleware.AccessLog writes ours
        respawn_failed_workers=True,
        workers_kill_timeout=3,
    ).serve(target_loader=application, wrap_loader=False)


if __name__ == "__main__":
    main()
