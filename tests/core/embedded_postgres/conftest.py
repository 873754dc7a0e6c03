"""Data folders and users of the embedded PostgreSQL."""

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from core import embedded_postgres
from core.embedded_postgres.layout import Layout
from tests.core.embedded_postgres.processes import CODE, StartUser, User


@pytest.fixture
def user() -> Iterator[StartUser]:
    users: list[User] = []

    def start(data: Path, **options: Any) -> User:
        users.append(User(data, **options))
        return users[-1]

    yield start
    for each in users:
        each.kill()


@pytest.fixture
def data() -> Iterator[Path]:
    """A path with a space and an umlaut, which an unprivileged account can pass: pytest's own folders are closed."""
    folder = Path(tempfile.mkdtemp(prefix="partheland test ä-"))
    folder.chmod(0o711)
    yield folder / "data"
    embedded_postgres.stop(folder / "data")
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def seed() -> Iterator[Path]:
    """A cluster at rest."""
    folder = Path(tempfile.mkdtemp(prefix="partheland-test-"))
    folder.chmod(0o711)
    embedded_postgres.ensure_running(folder, durable=False)
    embedded_postgres.stop(folder)
    yield Layout.of(folder).root
    shutil.rmtree(folder)


@pytest.fixture
def made(data: Path, seed: Path) -> Path:
    """A data folder whose cluster exists already: copying is faster than `initdb`."""
    data.mkdir(mode=0o711)
    subprocess.run(["cp", "-a", seed, data], check=True)
    return data


@pytest.fixture(scope="module")
def running() -> Iterator[Path]:
    """One cluster for all who only look."""
    folder = Path(tempfile.mkdtemp(prefix="partheland-test-"))
    folder.chmod(0o711)
    embedded_postgres.ensure_running(folder, durable=False)
    yield folder
    embedded_postgres.stop(folder)
    shutil.rmtree(folder)


@pytest.fixture
def ordinary() -> dict[str, Any]:
    """The arguments of `user` for a process of an unprivileged account, with an interpreter it can reach."""
    entry = pwd.getpwnam("daemon")
    account: dict[str, Any] = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    site_packages = str(Path(psycopg.__file__).parent.parent)
    environment = {"PATH": os.defpath, "PYTHONPATH": f"{CODE}:{site_packages}"}
    for python in (sys.executable, "/usr/bin/python3"):
        try:
            subprocess.run([python, "-c", "import psycopg"], check=True, cwd="/", env=environment, **account)
        except (OSError, subprocess.CalledProcessError):
            continue
        return {"python": [python], "env": environment, **account}
    pytest.skip("no interpreter and no code that an unprivileged account can read")
