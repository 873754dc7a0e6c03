"""While many people register, web, worker and database are killed at random: nobody is lost or left without mail."""

import os
import random
import secrets
import shutil
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from core import embedded_postgres
from tests.stories.journey import bearer, digital_workshop
from tests.stories.mailbox import Mailbox, links_of
from tests.stories.running import WEB, WORKER, Service, eventually, kill

pytestmark = pytest.mark.server

# The pipeline has a quarter of an hour for everything.
PEOPLE, AT_A_TIME, KILLS = (80, 12, 6) if os.environ.get("CI") else (200, 12, 9)
"""Of each kind of process, a third of the kills."""
SEED = 20210315
PATIENCE = 120
"""Seconds in which a request or a mail must get through."""


@pytest.fixture
def crowded(mailbox: Mailbox) -> Iterator[Service]:
    """A service on its own database, without limits: all 200 come from this machine."""
    folder = Path(tempfile.mkdtemp(prefix="partheland killed "))
    folder.chmod(0o711)
    service = Service(folder / "data", email_url=mailbox.url)
    service.environment["RATE_LIMITS"] = "off"
    yield service.started()
    service.stop()
    embedded_postgres.stop(service.data)
    shutil.rmtree(folder, ignore_errors=True)


def until_answered(send: Callable[[], httpx.Response]) -> httpx.Response:
    """As an app on a bad network does: the same request again while there is no answer or none of the service's own."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            answer = send()
            if answer.status_code < 500 and answer.status_code != 409:
                return answer
            last = answer.text
        except httpx.TransportError as error:
            last = repr(error)
        assert time.monotonic() < deadline, last
        time.sleep(0.1)


@dataclass(frozen=True)
class Guest:
    """One of the people, and how far they have come."""

    address: str
    state: str
    manage_token: str
    letters: tuple[str, str]
    """The Message-IDs of what they were told: please confirm; you have a seat or a place in line."""


def take_part(service: Service, mailbox: Mailbox, event: dict[str, Any], number: int) -> Guest:
    """Register, read the mail, confirm, read the next mail."""
    address = f"gast{number}.{secrets.token_hex(3)}@example.org"
    body = {"name": f"Gast {number}", "email": address}
    with httpx.Client(base_url=f"{service.url}/api/v1", timeout=20) as client:
        once = {"Idempotency-Key": f"register-{number}"}
        answer = until_answered(lambda: client.post(f"/events/{event['id']}/registrations", json=body, headers=once))
        assert (answer.status_code, answer.json()) == (202, {"status": "unconfirmed"})
        asked = mailbox.next_to(address, within=PATIENCE)
        token = links_of(asked)["/registrations/confirm"]
        answer = until_answered(lambda: client.post("/registrations/confirm", json={"token": token}))
    assert answer.status_code == 200, answer.text
    told = asked
    while told["Message-ID"] == asked["Message-ID"]:  # the first one may have come twice
        told = mailbox.next_to(address, within=PATIENCE)
    state, manage_token = answer.json()["status"], answer.json()["manage_token"]
    return Guest(address, state, manage_token, (asked["Message-ID"], told["Message-ID"]))


def processes(service: Service, kind: str) -> list[int]:
    if kind == "database":
        return [service.postmaster()]
    return service.children(WEB if kind == "web" else WORKER)


def kill_at_random(service: Service, over: threading.Event) -> set[str]:
    """Kills the kinds of processes in the seed's order, each a random moment after the service has come back."""
    chance, kinds, done = random.Random(SEED), ["web", "worker", "database"] * (KILLS // 3), set()
    chance.shuffle(kinds)
    for kind in kinds:
        eventually(service.is_ready, within=PATIENCE)
        if over.wait(chance.uniform(0.3, 1.5)):
            break
        if alive := processes(service, kind):  # a worker that was killed counts as ready for a while
            kill(chance.choice(alive))
            done.add(kind)
    return done


def test_registrations_survive_processes_killed_at_random(crowded: Service, mailbox: Mailbox) -> None:
    with httpx.Client(base_url=crowded.url, timeout=30) as client:
        event = digital_workshop(client)
    seats, over = event["registration"]["capacity"], threading.Event()
    with ThreadPoolExecutor(AT_A_TIME + 1) as pool:
        killing = pool.submit(kill_at_random, crowded, over)
        people = list(pool.map(lambda number: take_part(crowded, mailbox, event, number), range(PEOPLE)))
        over.set()
        killed = killing.result()
    eventually(crowded.is_ready, within=PATIENCE)

    assert killed == {"database", "web", "worker"}
    assert Counter(guest.state for guest in people) == {"confirmed": seats, "waitlisted": PEOPLE - seats}
    with httpx.Client(base_url=f"{crowded.url}/api/v1", timeout=30) as client:
        for guest in people:
            answer = client.get("/registrations/manage", headers=bearer(guest.manage_token))
            assert answer.json()["status"] == guest.state
    # What came again, when a process died between the receiver's 250 and our commit, is the same letter, not another.
    told = {guest.address: guest.letters for guest in people}
    again = [(mail["To"], mail["Message-ID"]) for mail in mailbox.mails if mail["To"] in told]
    assert [(address, letter) for address, letter in again if letter not in told[address]] == []
