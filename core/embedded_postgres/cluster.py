"""The cluster on disk and its postmaster: make, start, end."""

import ctypes
import locale
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from core.embedded_postgres import locks
from core.embedded_postgres.account import Account
from core.embedded_postgres.layout import PORT, EmbeddedPostgresError, Layout

SETTINGS = {
    "listen_addresses": "",
    "port": str(PORT),
    "unix_socket_permissions": "0700",
    "max_connections": "100",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "logging_collector": "off",
    "log_checkpoints": "off",
    # Statements, their parameters and many error messages quote personal data. Whoever sent the statement gets the
    # error; the log keeps what concerns the server ("log" ranks above "error" here).
    "log_statement": "none",
    "log_min_messages": "log",
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
    "log_min_duration_statement": "-1",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
NOT_DURABLE = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}

# How PostgreSQL is asked to end and how many seconds each request has: fast, at once, and the kernel's way.
FAST, AT_ONCE, KILL = (signal.SIGINT, 4.0), (signal.SIGQUIT, 1.5), (signal.SIGKILL, 1.5)
PR_SET_PDEATHSIG = 1  # prctl(2)
SOCKET = f".s.PGSQL.{PORT}"


def make(layout: Layout, programs: Path, account: Account | None, cluster_lock: int, *, durable: bool) -> None:
    """Make the cluster unless it exists. Needs its lock, which `initdb` inherits as the postmaster does later."""
    if (layout.cluster / "PG_VERSION").exists():
        return
    if layout.draft.exists():
        shutil.rmtree(layout.draft)
    _make_folder(layout.draft, account)
    options = ["--username=postgres", "--auth=trust", "--encoding=UTF8", "--no-instructions"]
    options += ["--locale=C", f"--lc-ctype={_character_classes()}"]
    options += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
    outcome = subprocess.run(  # noqa: S603 - our own programs
        [programs / "bin" / "initdb", f"--pgdata={layout.draft}", *options, *([] if durable else ["--no-sync"])],
        **_surroundings(account, cluster_lock, signal.SIGKILL), capture_output=True, text=True, check=False,
    )  # fmt: skip
    if outcome.returncode:
        raise EmbeddedPostgresError(f"initdb could not make the database cluster: {_last(outcome.stderr)}")
    layout.draft.rename(layout.cluster)


def _character_classes() -> str:
    """The builtin provider sorts and folds; pg_trgm asks the C library, whose “C” takes no umlaut for a letter."""
    with suppress(locale.Error):
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")
        return "C.UTF-8"
    return "C"


def start(
    layout: Layout, programs: Path, account: Account | None, cluster_lock: int, *, durable: bool
) -> subprocess.Popen[bytes]:
    """Start the postmaster and hand the cluster's lock over to it. Its messages go where ours go.

    What a killed one left behind would mislead it where the process number lives on in another process.
    """
    _make_socket_folder(layout.socket, account)
    for left in (layout.cluster / "postmaster.pid", layout.socket / SOCKET, layout.socket / f"{SOCKET}.lock"):
        left.unlink(missing_ok=True)
    quoted = str(layout.socket).replace('"', '""')
    settings = SETTINGS | ({} if durable else NOT_DURABLE) | {"unix_socket_directories": f'"{quoted}"'}
    switches = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    postmaster: subprocess.Popen[bytes] = subprocess.Popen(  # noqa: S603 - our own programs
        [programs / "bin" / "postgres", "-D", layout.cluster, *switches],
        **_surroundings(account, cluster_lock, signal.SIGINT),
    )
    os.close(cluster_lock)
    return postmaster


def is_ready(layout: Layout, postmaster: int) -> bool:
    """Whether the postmaster takes connections, as it says itself in the first and eighth line of its file."""
    try:
        lines = (layout.cluster / "postmaster.pid").read_text().splitlines()
        return int(lines[0]) == postmaster and lines[7].strip() == "ready"
    except (OSError, ValueError, IndexError):
        return False


def end(postmaster: subprocess.Popen[bytes], *steps: tuple[signal.Signals, float]) -> None:
    """Ask our postmaster to end, ever more firmly."""
    for sign, seconds in steps:
        postmaster.send_signal(sign)
        with suppress(subprocess.TimeoutExpired):
            postmaster.wait(seconds)
            return


def claim(layout: Layout) -> int:
    """The descriptor of the cluster's lock once nothing of it lives; ends a postmaster that outlived its keeper."""
    descriptor = locks.try_lock(layout.cluster_lock)
    for sign, seconds in (FAST, AT_ONCE, KILL):
        if descriptor is not None:
            return descriptor
        if orphan := _orphan(layout):
            with suppress(ProcessLookupError):
                os.kill(orphan, sign)
        descriptor = locks.lock(layout.cluster_lock, seconds=seconds)
    if descriptor is None:
        raise EmbeddedPostgresError(f"A process that cannot be ended still uses the database in {layout.cluster}.")
    return descriptor


def _orphan(layout: Layout) -> int | None:
    """The postmaster named in its file, if that number is not another process by now."""
    try:
        number = int((layout.cluster / "postmaster.pid").read_text().split("\n", 1)[0])
        if Path("/proc/self").exists():
            command = Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ")
        else:
            command = subprocess.check_output(["ps", "-ww", "-o", "command=", "-p", str(number)])  # noqa: S603, S607
    except (OSError, ValueError, subprocess.SubprocessError):
        return None
    return number if f"postgres -D {layout.cluster} ".encode() in command else None


def _make_socket_folder(folder: Path, account: Account | None) -> None:
    """Ours alone, or none: /tmp is open to everybody, and the folder stands for the password."""
    with suppress(FileExistsError):
        _make_folder(folder, account)
    status = folder.lstat()
    ours_alone = stat.S_ISDIR(status.st_mode) and stat.S_IMODE(status.st_mode) == 0o700  # noqa: PLR2004
    owner = account.uid if account else os.geteuid()
    if account and ours_alone and status.st_uid == 0:  # root was interrupted while making it
        os.chown(folder, account.uid, account.gid, follow_symlinks=False)
    elif not ours_alone or status.st_uid != owner:
        raise EmbeddedPostgresError(
            f"PostgreSQL needs the folder {folder} for itself, but it belongs to somebody else or is open to others: "
            "remove it, or choose another data folder with PARTHELAND_DATA."
        )


def _make_folder(folder: Path, account: Account | None) -> None:
    folder.mkdir(mode=0o700)
    if account:
        os.chown(folder, account.uid, account.gid, follow_symlinks=False)


def _surroundings(account: Account | None, cluster_lock: int, when_we_die: signal.Signals) -> dict[str, Any]:
    """What both programs get: the account, the lock, no variable of ours (PGPORT, PGOPTIONS), no terminal."""
    return {
        "cwd": "/",
        "env": {"PATH": os.defpath},
        "stdin": subprocess.DEVNULL,
        "pass_fds": [cluster_lock],
        "preexec_fn": _die_with_us(when_we_die),
        **(account.popen if account else {}),
    }


def _die_with_us(sign: signal.Signals) -> Callable[[], None] | None:
    """On Linux the kernel signals the program when we are killed; elsewhere `claim` ends it at the next start."""
    if sys.platform != "linux":
        return None
    prctl, we = ctypes.CDLL(None).prctl, os.getpid()

    def ask() -> None:
        prctl(PR_SET_PDEATHSIG, int(sign))
        if os.getppid() != we:
            os._exit(1)

    return ask


def _last(text: str, lines: int = 5) -> str:
    return " / ".join(line.strip() for line in text.strip().splitlines()[-lines:])
