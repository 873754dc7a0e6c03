"""The keeper: one process per data folder that runs PostgreSQL as long as somebody uses it."""

import os
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from typing import NoReturn

from core.embedded_postgres import account, binaries, cluster, locks
from core.embedded_postgres.layout import EmbeddedPostgresError, Layout, one_sentence, open_file

# Between the last user's end and ours: IDLE + PULSE + the steps of `cluster.end`, together less than ten seconds.
IDLE = 2.5  # seconds; one command may follow another
PULSE = 0.25  # seconds
LARGEST_LOG = 10_000_000  # bytes


def launch(layout: Layout, *, durable: bool) -> str:
    """Fork the keeper into a session of its own; returns what went wrong, or "" once the server is ready.

    "" as well where another keeper is at work, or where ours was killed: the caller looks again.
    """
    receiving, sending = os.pipe()
    if os.fork() == 0:
        os.close(receiving)
        _live(layout, sending, durable=durable)
    os.close(sending)
    with os.fdopen(receiving) as report:
        return report.read()


def _live(layout: Layout, report: int, *, durable: bool) -> NoReturn:
    """The keeper's life, from the fork to the exit."""
    problem = ""
    try:
        os.setsid()
        os.chdir("/")
        os.umask(0o077)
        with one_sentence(layout):
            lock = locks.lock(layout.keeper_lock, seconds=0.5)
            if lock is not None:
                _write_to_log(layout)
                Keeper(layout, lock, ready=lambda: os.close(report), durable=durable).keep()
    except EmbeddedPostgresError as error:
        problem = str(error)
    except BaseException as error:  # noqa: BLE001 - told to the caller and the log; there is nobody above us
        problem = f"The keeper of the embedded PostgreSQL failed ({error!r}); {layout.log} tells more."
        traceback.print_exc()
    if problem:
        try:
            os.write(report, problem.encode())
        except OSError:  # reported ready earlier
            print(problem, file=sys.stderr, flush=True)  # noqa: T201 - standard error is the log
    os._exit(1 if problem else 0)


def _write_to_log(layout: Layout) -> None:
    """Let go of the terminal: what we and PostgreSQL say goes to the log, which starts anew when it is large."""
    if layout.log.exists() and layout.log.stat().st_size > LARGEST_LOG:
        layout.log.replace(layout.log.with_suffix(".log.1"))
    log = open_file(layout.log, os.O_WRONLY | os.O_APPEND)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for descriptor, target in ((nothing, 0), (log, 1), (log, 2)):
        os.dup2(descriptor, target)
    os.close(log)
    os.close(nothing)


class Keeper:
    """Starts the server, starts it again when it was killed, ends it when nobody uses it or somebody asks for it."""

    def __init__(self, layout: Layout, lock: int, *, ready: Callable[[], None], durable: bool) -> None:
        self.layout = layout
        self.lock = lock
        self.ready = ready
        self.durable = durable
        self.asked_to_end = False
        self.last_used = time.monotonic()
        self.farewell: int | None = None

    def keep(self) -> None:
        """Return when the server has ended for good. Raises EmbeddedPostgresError where it does not start."""
        for sign in (signal.SIGTERM, signal.SIGINT):
            signal.signal(sign, self._ask_to_end)
        os.ftruncate(self.lock, 0)
        os.write(self.lock, f"{os.getpid()}\n".encode())
        self.layout.stop_request.unlink(missing_ok=True)
        lent = account.lent_account(self.layout)
        if lent:
            account.let_in(self.layout, lent)
        programs = binaries.usable_by(lent, self.layout)
        restart = True
        while restart:
            cluster_lock = cluster.claim(self.layout)
            log_start = self.layout.log.stat().st_size
            cluster.make(self.layout, programs, lent, cluster_lock, durable=self.durable)
            postmaster = cluster.start(self.layout, programs, lent, cluster_lock, durable=self.durable)
            try:
                restart = self._watch(postmaster, log_start)
            finally:
                self._end(postmaster)

    def _watch(self, postmaster: subprocess.Popen[bytes], log_start: int) -> bool:
        """Whether the server, once ready, was killed and is still wanted."""
        ready = False
        while not self._is_over():
            time.sleep(PULSE if ready else PULSE / 10)
            if (code := postmaster.poll()) is not None:
                if not ready:
                    raise EmbeddedPostgresError(f"PostgreSQL did not start: {_tail(self.layout, log_start)}")
                return code != 0  # 0: somebody ended it in good order, the machine's shutdown for example
            if not ready and cluster.is_ready(self.layout, postmaster.pid):
                ready = True
                self._report_ready()
        return False

    def _report_ready(self) -> None:
        self.ready()
        self.ready = lambda: None

    def _end(self, postmaster: subprocess.Popen[bytes]) -> None:
        if postmaster.poll() is None:
            in_good_order = [cluster.FAST] if self._has_folder() else []
            cluster.end(postmaster, *in_good_order, cluster.AT_ONCE, cluster.KILL)

    def _is_over(self) -> bool:
        return self.asked_to_end or not self._has_folder() or self.layout.stop_request.exists() or self._is_idle()

    def _has_folder(self) -> bool:
        return locks.is_current(self.lock, self.layout.keeper_lock)

    def _is_idle(self) -> bool:
        """Once this is true, the users' lock stays ours to the end: whoever comes now waits and starts anew."""
        try:
            self.farewell = locks.try_lock(self.layout.users_lock)
        except OSError:  # the folder has just gone
            return True
        if self.farewell is None:
            self.last_used = time.monotonic()
            return False
        if time.monotonic() - self.last_used > IDLE:
            return True
        os.close(self.farewell)
        return False

    def _ask_to_end(self, *_: object) -> None:
        self.asked_to_end = True


def _tail(layout: Layout, start: int, lines: int = 5) -> str:
    with layout.log.open(errors="replace") as log:
        log.seek(start)
        return " / ".join(line.strip() for line in log.read().splitlines()[-lines:]) or f"{layout.log} is silent."
