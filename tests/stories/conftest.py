"""One running service for all stories, with a real SMTP receiver at its side."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import psycopg
import pytest

from core import embedded_postgres
from tests.stories.mailbox import Mailbox
from tests.stories.running import Service


@pytest.fixture(scope="session")
def mailbox() -> Iterator[Mailbox]:
    mailbox = Mailbox()
    mailbox.start()
    yield mailbox
    mailbox.stop()


@pytest.fixture(scope="session")
def data() -> Iterator[Path]:
    """A folder with a space, which the account PostgreSQL runs as may pass: pytest's own folders are closed."""
    folder = Path(tempfile.mkdtemp(prefix="partheland story "))
    folder.chmod(0o711)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def database_url() -> Iterator[str]:
    """An empty database on the server that DATABASE_URL names; without one, the service starts its own."""
    server = os.environ.get("DATABASE_URL", "")
    if not server:
        yield ""
        return
    name = f"story_{secrets.token_hex(4)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
        yield urlsplit(server)._replace(path=f"/{name}").geturl()
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def service(data: Path, mailbox: Mailbox, database_url: str) -> Iterator[Service]:
    service = Service(data / "data", email_url=mailbox.url, database_url=database_url).started()
    yield service
    service.stop()


@pytest.fixture
def client(service: Service) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=service.url, timeout=30) as client:
        yield client


@pytest.fixture(scope="module")
def own_service(mailbox: Mailbox) -> Iterator[Service]:
    """A service on its own embedded PostgreSQL, to be ill-treated."""
    folder = Path(tempfile.mkdtemp(prefix="partheland restart "))
    folder.chmod(0o711)
    service = Service(folder / "data", email_url=mailbox.url).started()
    yield service
    if service.process is not None and service.process.poll() is None:
        service.stop()
    embedded_postgres.stop(service.data)
    shutil.rmtree(folder, ignore_errors=True)
