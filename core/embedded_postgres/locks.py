"""Locks on files (flock(2)): however a process ends, its locks end with it, and no process number is believed."""

import fcntl
import os
import time
from pathlib import Path

from core.embedded_postgres.layout import open_file

EXCLUSIVE = fcntl.LOCK_EX
SHARED = fcntl.LOCK_SH


def try_lock(path: Path, kind: int = EXCLUSIVE) -> int | None:
    """The descriptor that holds the lock, or None where another one holds it.

    Raises OSError where the file cannot be made.
    """
    descriptor = open_file(path, os.O_RDWR)
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        return None
    if not is_current(descriptor, path):  # removed between opening and locking
        os.close(descriptor)
        return None
    return descriptor


def lock(path: Path, kind: int = EXCLUSIVE, *, seconds: float) -> int | None:
    """Like `try_lock`, again and again until it succeeds or the seconds have passed."""
    deadline = time.monotonic() + seconds
    while (descriptor := try_lock(path, kind)) is None:
        if time.monotonic() > deadline:
            return None
        time.sleep(0.02)
    return descriptor


def is_current(descriptor: int, path: Path) -> bool:
    """Whether the path still leads to the open file: a folder may be removed and made anew."""
    try:
        return os.path.samestat(os.fstat(descriptor), path.stat())
    except OSError:
        return False


def is_free(path: Path) -> bool:
    """Whether nobody holds the lock exclusively; makes no file."""
    if not path.exists():
        return True
    descriptor = try_lock(path, SHARED)
    if descriptor is not None:
        os.close(descriptor)
    return descriptor is not None
