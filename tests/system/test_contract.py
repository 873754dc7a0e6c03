"""openapi.yaml before foreign eyes: linters, and clients made from it that live through the main story."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.stories.mailbox import Mailbox, links_of
from tests.stories.running import Service
from tests.system.conftest import CONTRACT, run

pytestmark = [pytest.mark.system, pytest.mark.server]


@pytest.fixture(scope="module")
def clients(packages: None) -> Path:
    """The folder of both clients, made anew and compiled strictly."""
    run("clients/build")
    return CONTRACT / "build"


def test_redocly_and_spectral_find_nothing(packages: None) -> None:
    run("./lint")


@pytest.mark.parametrize("language", ["typescript", "python"])
def test_a_client_made_from_the_document_lives_through_the_main_story(
    clients: Path, language: str, service: Service, mailbox: Mailbox
) -> None:
    command = {
        "typescript": ["node", str(clients / "typescript" / "clients" / "story.js")],
        "python": [sys.executable, str(CONTRACT / "clients" / "story.py")],
    }[language]
    with subprocess.Popen(
        [*command, service.url],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": str(clients)},
    ) as story:  # fmt: skip
        assert story.stdin is not None
        assert story.stdout is not None
        said = []
        for line in story.stdout:
            said.append(line.strip())
            if line.startswith("mail to "):
                mail = mailbox.next_to(line.removeprefix("mail to ").strip())
                story.stdin.write(links_of(mail)["/registrations/confirm"] + "\n")
                story.stdin.flush()
        _, complaints = story.communicate(timeout=30)
    assert (story.returncode, said[-1:]) == (0, ["done"]), complaints
