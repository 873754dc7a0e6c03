"""What a process does that needs the server: start or join it, ask for it, stop it."""

import os
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from pathlib import Path

from core.embedded_postgres import cluster, locks
from core.embedded_postgres.layout import EmbeddedPostgresError, Layout, one_sentence

PATIENCE = 60  # seconds that a start may take: a killed server replays its journal first
STOP_PATIENCE = 10  # seconds
CODE = Path(__file__).resolve().parent.parent.parent

_registrations: dict[Path, int] = {}
_registering = threading.Lock()


@dataclass(frozen=True)
class Server:
    """A running server that stays as long as this process, or another one that has the descriptor, lives.

    The descriptor survives fork and exec. `subprocess` closes it unless told otherwise: a child that shall count as a
    user on its own calls `ensure_running` itself or is started with `pass_fds=[server.descriptor]`.
    """

    socket_directory: Path
    descriptor: int


def ensure_running(data: Path, *, durable: bool = True) -> Server:
    """Start the server of this data folder, or join it, and return once it answers and has our database.

    `durable=False` is for tests: a crash of the machine may cost data. The first one to start it decides.
    Raises EmbeddedPostgresError, at the latest after a minute.
    """
    from core.embedded_postgres import access  # noqa: PLC0415 - the keeper stays small without the driver

    deadline = time.monotonic() + PATIENCE
    layout = Layout.of(data)
    with one_sentence(layout), _registering:
        layout.prepare()
        descriptor = _register(layout)
        while time.monotonic() < deadline:
            if locks.is_free(layout.keeper_lock):
                _launch_keeper(layout, durable=durable, seconds=deadline - time.monotonic())
            if access.has_our_database(layout):
                return Server(layout.socket, descriptor)
            time.sleep(0.05)
    raise EmbeddedPostgresError(f"PostgreSQL did not answer within {PATIENCE} seconds; {layout.log} may tell why.")


def is_running(data: Path) -> bool:
    """Whether the server of this data folder has a keeper and answers. Starts and makes nothing."""
    from core.embedded_postgres import access  # noqa: PLC0415 - the keeper stays small without the driver

    layout = Layout.of(data)
    try:
        return not locks.is_free(layout.keeper_lock) and access.answers(layout)
    except OSError:  # the folder is not ours, or has just gone
        return False


def stop(data: Path) -> None:
    """Stop the server of this data folder, whoever uses it; returns when nothing of it lives.

    Raises EmbeddedPostgresError where that takes more than ten seconds.
    """
    layout = Layout.of(data)
    if not layout.root.is_dir():
        return
    deadline = time.monotonic() + STOP_PATIENCE
    with one_sentence(layout):
        while (keeper := locks.try_lock(layout.keeper_lock)) is None:
            if time.monotonic() > deadline:
                raise EmbeddedPostgresError(f"PostgreSQL did not stop within {STOP_PATIENCE} seconds: {layout.log}.")
            layout.stop_request.touch()
            time.sleep(0.05)
        os.close(cluster.claim(layout))
        layout.stop_request.unlink(missing_ok=True)
        os.close(keeper)
    with _registering:
        if (descriptor := _registrations.pop(layout.data, None)) is not None:
            os.close(descriptor)


def _register(layout: Layout) -> int:
    """Hold the users' lock to the end of this process. A keeper about to leave holds it until it has left."""
    descriptor = _registrations.get(layout.data)
    if descriptor is not None and locks.is_current(descriptor, layout.users_lock):
        return descriptor
    if descriptor is not None:
        os.close(descriptor)
    descriptor = locks.lock(layout.users_lock, locks.SHARED, seconds=PATIENCE)
    if descriptor is None:
        raise EmbeddedPostgresError(f"The former server in {layout.root} does not end; {layout.log} may tell why.")
    os.set_inheritable(descriptor, True)
    _registrations[layout.data] = descriptor
    return descriptor


def _launch_keeper(layout: Layout, *, durable: bool, seconds: float) -> None:
    command = [
        sys.executable,
        "-m",
        "core.embedded_postgres",
        str(layout.data),
        *([] if durable else ["--not-durable"]),
    ]
    try:
        outcome = subprocess.run(  # noqa: S603 - our own program
            command, cwd=CODE, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=seconds, check=False
        )
    except subprocess.TimeoutExpired:
        return
    if outcome.returncode:
        raise EmbeddedPostgresError(outcome.stderr.strip())
