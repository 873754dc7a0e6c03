"""Processes that use the embedded PostgreSQL, and what can be seen of them from outside."""

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg

from core import embedded_postgres
from core.embedded_postgres.layout import Layout

CODE = Path(__file__).resolve().parent.parent.parent.parent
IS_ROOT = os.geteuid() == 0
USE = """
import subprocess
import sys
from pathlib import Path
from core import embedded_postgres
try:
    server = embedded_postgres.ensure_running(Path(sys.argv[1]), durable="durable" in sys.argv)
except embedded_postgres.EmbeddedPostgresError as error:
    sys.exit(str(error))
if "child" in sys.argv:
    print(subprocess.Popen(["sleep", "60"], pass_fds=[server.descriptor], stdout=subprocess.DEVNULL).pid, flush=True)
print("ready", flush=True)
sys.stdin.read()
"""


def wait_until(condition: Callable[[], bool], seconds: float = 10) -> float:
    """The seconds it took."""
    begin = time.monotonic()
    while not condition():
        assert time.monotonic() - begin < seconds, "waited in vain"
        time.sleep(0.02)
    return time.monotonic() - begin


def execute(
    data: Path, statement: str, *, user: str = embedded_postgres.USER, dbname: str = embedded_postgres.NAME
) -> list[tuple[Any, ...]]:
    # What kill -9 must not lose has to reach the kernel, though not the disk (the tests' servers run with fsync off).
    with psycopg.connect(
        host=str(embedded_postgres.socket_directory(data)), port=embedded_postgres.PORT, dbname=dbname, user=user,
        options="-c synchronous_commit=on", autocommit=True,
    ) as connection:  # fmt: skip
        cursor = connection.execute(statement)
        return cursor.fetchall() if cursor.description else []


class User:
    """A process that uses the server until it is closed or killed."""

    def __init__(self, data: Path, **options: Any) -> None:
        self.process: subprocess.Popen[str] = subprocess.Popen(
            [*options.pop("python", [sys.executable]), "-c", USE, data, *options.pop("words", [])],
            cwd=CODE, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, **options,
        )  # fmt: skip

    def answer(self) -> str:
        """What it says on standard output, or else why it ended."""
        assert self.process.stdout
        assert self.process.stderr
        return self.process.stdout.readline().strip() or self.process.stderr.read().strip()

    def kill(self) -> None:
        self.process.kill()
        self.process.communicate()


StartUser = Callable[..., User]


def postmaster(data: Path) -> int:
    return int((Layout.of(data).cluster / "postmaster.pid").read_text().split()[0])


def keeper(data: Path) -> int:
    return int(Layout.of(data).keeper_lock.read_text())


def is_alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    status = Path(f"/proc/{process}/stat")
    try:
        return status.read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return not Path("/proc/self").exists()


def sockets(process: int) -> set[str]:
    """The inode numbers of its sockets, as /proc/net knows them."""
    targets = {str(link.readlink()) for link in Path(f"/proc/{process}/fd").iterdir()}
    return {target[8:-1] for target in targets if target.startswith("socket:[")}
