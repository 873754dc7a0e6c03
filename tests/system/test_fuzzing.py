"""Schemathesis with all its checks against the running service: two citizens must not see each other's objects."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
import yaml

from tests.stories.mailbox import Mailbox, links_of
from tests.stories.running import Service
from tests.system.conftest import CONTRACT

pytestmark = [pytest.mark.system, pytest.mark.server]

CITIZENS = ("anna", "ben")
PASSWORD = "Ein langer Satz 27"
ROUNDS = 1


@pytest.fixture(scope="module")
def unlimited(mailbox: Mailbox) -> Iterator[Service]:
    """A service that does not count requests."""
    with tempfile.TemporaryDirectory(prefix="partheland fuzz ") as folder:
        Path(folder).chmod(0o711)
        service = Service(Path(folder) / "data", email_url=mailbox.url)
        service.environment["RATE_LIMITS"] = "off"
        service.started()
        yield service
        service.stop()


def access_token(service: Service, mailbox: Mailbox, name: str) -> str:
    """Of a new citizen, who has proved the address."""
    email = f"{name}@example.org"
    sign_up = {"email": email, "password": PASSWORD, "display_name": name.title(), "is_16_or_older": True}
    assert httpx.post(f"{service.url}/api/v1/auth/register", json=sign_up, timeout=30).status_code == 202
    token = links_of(mailbox.next_to(email))["/auth/verify-email"]
    answer = httpx.post(f"{service.url}/api/v1/auth/verify-email", json={"token": token}, timeout=30)
    access: str = answer.json()["access"]
    return access


def test_schemathesis_finds_nothing(unlimited: Service, mailbox: Mailbox, tmp_path: Path) -> None:
    citizens = tmp_path / "citizens.yaml"
    bearers = {name: f"Bearer {access_token(unlimited, mailbox, name)}" for name in CITIZENS}
    users = [{"name": name, "fixedHeaders": [{"name": "Authorization", "value": bearers[name]}]} for name in CITIZENS]
    citizens.write_text(yaml.safe_dump({"auth": users}), encoding="utf-8")
    program = Path(sys.executable).with_name("schemathesis")
    outcome = subprocess.run(
        [program, "--config-file", "schemathesis.toml", "run", "../openapi.yaml", "--url", unlimited.url,
         "--checks", "all", "--max-examples", str(ROUNDS), "--no-color"],
        cwd=CONTRACT, env=os.environ | {"CITIZENS": str(citizens), "PYTHONPATH": str(CONTRACT)},
        capture_output=True, text=True, timeout=400, check=False,
    )  # fmt: skip
    assert outcome.returncode == 0, outcome.stdout[-20_000:] + outcome.stderr[-2000:]
