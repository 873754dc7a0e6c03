"""What one running service claims for itself, its data folder and its port; each refusal is one sentence."""

import contextlib
import errno
import fcntl
import os
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path


class CannotServe(Exception):  # noqa: N818 - a sentence for the operator, not a fault
    """Why the service does not start or go on, and what helps."""


@dataclass(frozen=True)
class Folder:
    """The data folder under the lock of this service."""

    path: Path
    lock: int

    def is_ours(self) -> bool:
        """False once the folder was removed or replaced: going on would serve data that is gone."""
        try:
            return os.path.samestat(os.fstat(self.lock), (self.path / LOCK).stat())
        except OSError:
            return False


LOCK = "server.lock"


@contextlib.contextmanager
def claimed(data: Path) -> Iterator[Folder]:
    """Hold the data folder's lock, which the kernel frees however the process ends.

    Raises CannotServe where the folder cannot be written or another service uses it.
    """
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(data / LOCK, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as fault:
        raise CannotServe(
            f"The data folder {data} is not usable ({fault.strerror}): "
            "make it writable, or choose another one with PARTHELAND_DATA."
        ) from fault
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as taken:
        os.close(lock)
        raise CannotServe(
            f"Another Partheland already runs with the data folder {data}; "
            "stop it, or choose another folder with PARTHELAND_DATA."
        ) from taken
    try:
        yield Folder(data, lock)
    finally:
        os.close(lock)


@contextlib.contextmanager
def reserved(host: str, port: int, *, patience: float = 3.0) -> Iterator[None]:
    """Hold the port from before anything is started: bound, but not listening, beside the web server's own sockets.

    A service that was just killed may take a moment to free it: that is waited for, `patience` seconds.
    Raises CannotServe where another program has it, or the host is not an address of this machine.
    """
    if not 0 < port < 2**16:
        raise CannotServe(f"{port} is no port; PORT must be between 1 and 65535.")
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except OSError as fault:
        raise CannotServe(f"“{host}” is no address of this machine; see LISTEN_HOST.") from fault
    with contextlib.ExitStack() as sockets:
        deadline = time.monotonic() + patience
        while not _is_free(sockets.enter_context(socket.socket(family, kind, protocol)), host, address):
            if time.monotonic() > deadline:
                raise CannotServe(
                    f"Port {port} is taken by another program; choose a free one, for example PORT={port + 1}."
                )
            time.sleep(0.1)
        holder = sockets.enter_context(socket.socket(family, kind, protocol))
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        holder.bind(address)
        yield


def _is_free(probe: socket.socket, host: str, address: tuple[object, ...]) -> bool:
    # Without SO_REUSEPORT the probe fails beside any listener, even one that would share its port.
    probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        probe.bind(address)
    except OSError as fault:
        if fault.errno == errno.EADDRINUSE:
            return False
        raise CannotServe(
            f"Cannot listen on {host}, port {address[1]}: {fault.strerror}. See LISTEN_HOST and PORT."
        ) from fault
    finally:
        probe.close()
    return True
