"""The real service in a process of its own, as `script/server` starts it, and what can be done to it."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx

CODE = Path(__file__).resolve().parents[2]
WEB, WORKER = "core.serving.web", "core.serving.worker"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def eventually(condition: Callable[[], bool], *, within: float = 60) -> None:
    """Wait until the condition holds; fail with its name after `within` seconds."""
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, f"{condition.__name__} is not so within {within} seconds."
        time.sleep(0.2)


class Service:
    """`manage.py serve` on a data folder of its own and a free port."""

    def __init__(self, data: Path, *, email_url: str = "", database_url: str = "") -> None:
        self.data, self.port = data, free_port()
        self.process: subprocess.Popen[bytes] | None = None
        own = {"PARTHELAND_DATA", "PARTHELAND_MODE", "PUBLIC_URL", "DATABASE_URL", "EMAIL_URL", "PORT"}
        self.environment = {name: value for name, value in os.environ.items() if name not in own} | {
            "PARTHELAND_DATA": str(data),
            "PORT": str(self.port),
            "EMAIL_URL": email_url,
            "DATABASE_URL": database_url,
        }

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        """What the service says, in the terminal and in its log."""
        return self.data.with_name(f"{self.data.name}.log")

    def start(self) -> None:
        """Returns at once; see `is_ready`."""
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, CODE / "manage.py", "serve"],
                env=self.environment, cwd="/", stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            )  # fmt: skip

    def started(self) -> "Service":
        self.start()
        try:
            eventually(self.is_ready, within=120)  # several may be starting on two cores
        except AssertionError:
            self.kill()
            raise AssertionError(f"The service does not get ready:\n{self.log.read_text()[-3000:]}") from None
        return self

    def is_ready(self) -> bool:
        """Web server, database and worker; a service that has ended will never be."""
        assert self.process is None or self.process.poll() is None, self.log.read_text()[-3000:]
        try:
            return httpx.get(f"{self.url}/readyz", timeout=5).status_code == httpx.codes.OK
        except httpx.TransportError:
            return False

    def stop(self, sign: signal.Signals = signal.SIGTERM) -> tuple[int, float]:
        """The exit code, and how many seconds it took."""
        assert self.process is not None
        began = time.monotonic()
        self.process.send_signal(sign)
        code = self.process.wait(30)
        return code, time.monotonic() - began

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait()

    def children(self, module: str) -> list[int]:
        """The living processes below the service that run one of our modules, oldest first."""
        assert self.process is not None
        return sorted(pid for pid in _below(self.process.pid) if module in _command(pid))

    def postmaster(self) -> int:
        """The first process of the embedded PostgreSQL."""
        return int((self.data / "postgres" / "cluster" / "postmaster.pid").read_text().split()[0])

    def all_processes(self) -> list[int]:
        assert self.process is not None
        return [self.process.pid, *_below(self.process.pid)]

    def refusal(self, **environment: str) -> tuple[int, str]:
        """The exit code and the words of a start that is refused."""
        outcome = subprocess.run(
            [sys.executable, CODE / "manage.py", "serve"], env=self.environment | environment,
            cwd="/", capture_output=True, text=True, timeout=60, check=False,
        )  # fmt: skip
        return outcome.returncode, outcome.stdout + outcome.stderr


def kill(*pids: int) -> None:
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def is_alive(pid: int) -> bool:
    return _state(pid) not in {"", "Z"}


def _below(pid: int) -> Iterator[int]:
    listing = subprocess.run(["ps", "-A", "-o", "pid=,ppid="], capture_output=True, text=True, check=True).stdout
    pairs = [tuple(map(int, line.split())) for line in listing.splitlines()]
    family = {pid}
    for child, parent in sorted(pairs) * 2:
        if parent in family and child not in family:
            family.add(child)
            yield child


def _command(pid: int) -> str:
    outcome = subprocess.run(
        ["ps", "-ww", "-o", "command=", "-p", str(pid)], capture_output=True, text=True, check=False
    )
    return outcome.stdout


def _state(pid: int) -> str:
    outcome = subprocess.run(["ps", "-o", "state=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return outcome.stdout.strip()[:1]
