"""The running service of the stories, and the npm packages of contract/."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.stories.conftest import client, data, database_url, mailbox, service

__all__ = ["client", "data", "database_url", "mailbox", "service"]

CONTRACT = Path(__file__).resolve().parents[2] / "contract"


def run(*command: str) -> None:
    """In contract/; fails with all the program said."""
    outcome = subprocess.run(command, cwd=CONTRACT, capture_output=True, text=True, timeout=300, check=False)
    assert outcome.returncode == 0, outcome.stdout[-5000:] + outcome.stderr[-5000:]


@pytest.fixture(scope="session")
def packages() -> None:
    """The locked npm packages; they stay between runs as long as the lock is the same."""
    if not (shutil.which("node") and shutil.which("npm")):
        pytest.skip("node and npm are missing: install Node 20.19 or newer")
    lock, stamp = CONTRACT / "package-lock.json", CONTRACT / "node_modules" / ".installed-lock"
    if not stamp.exists() or stamp.read_bytes() != lock.read_bytes():
        run("npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund")
        shutil.copy(lock, stamp)
