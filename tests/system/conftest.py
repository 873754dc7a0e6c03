"""The running service of the stories, and the npm packages of contract/."""

import shutil
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.stories.conftest import client, data, database_url, mailbox, service
from tests.stories.running import Service
from tests.system.browser import PASSWORD, Clerk, chromium

__all__ = ["client", "data", "database_url", "mailbox", "service"]

CONTRACT = Path(__file__).resolve().parents[2] / "contract"


def run(*command: str) -> None:
    """In contract/; fails with all the program said."""
    outcome = subprocess.run(command, cwd=CONTRACT, capture_output=True, text=True, timeout=300, check=False)
    assert outcome.returncode == 0, outcome.stdout[-5000:] + outcome.stderr[-5000:]


@pytest.fixture
def somebody(service: Service) -> Iterator[Callable[..., Clerk]]:
    """People at browsers of their own. None may have met a fault when all is over."""
    met: list[Clerk] = []
    with chromium() as browser:

        def sit_down(email: str = "", password: str = PASSWORD) -> Clerk:
            met.append(Clerk(browser, service.url, email=email, password=password))
            return met[-1]

        yield sit_down
    assert [fault for one in met for fault in one.faults] == []


@pytest.fixture(scope="session")
def packages() -> None:
    """The locked npm packages; they stay between runs as long as the lock is the same."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("node and npm are missing: install Node 20.19 or newer")
    lock, stamp = CONTRACT / "package-lock.json", CONTRACT / "node_modules" / ".installed-lock"
    if not stamp.exists() or stamp.read_bytes() != lock.read_bytes():
        run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        shutil.copy(lock, stamp)
