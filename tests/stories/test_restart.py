"""Whatever is killed, the service comes back, and nothing is lost; what cannot start says why in one sentence."""

import os
import signal

import httpx
import pytest

from tests.stories.journey import bearer, digital_workshop, register
from tests.stories.mailbox import Mailbox, links_of
from tests.stories.running import WEB, WORKER, Service, eventually, is_alive, kill

pytestmark = pytest.mark.server


@pytest.fixture(scope="module")
def seat(own_service: Service, mailbox: Mailbox) -> str:
    """The manage token of a registration that was confirmed before anything was killed."""
    with httpx.Client(base_url=own_service.url, timeout=30) as client:
        address = register(client, digital_workshop(client))
        token = links_of(mailbox.next_to(address))["/registrations/confirm"]
        confirmed = client.post("/api/v1/registrations/confirm", json={"token": token})
        mailbox.next_to(address)
        manage_token: str = confirmed.json()["manage_token"]
        return manage_token


def state_of(service: Service, seat: str) -> str:
    answer = httpx.get(f"{service.url}/api/v1/registrations/manage", headers=bearer(seat), timeout=30)
    status: str = answer.json()["status"]
    return status


def test_killed_web_workers_come_back(own_service: Service, seat: str) -> None:
    before = own_service.children(WEB)
    kill(*before[1:])

    eventually(lambda: len(own_service.children(WEB)) == len(before))
    eventually(own_service.is_ready)

    assert state_of(own_service, seat) == "confirmed"


def test_a_killed_web_server_leaves_no_worker_behind_and_comes_back(own_service: Service, seat: str) -> None:
    before = own_service.children(WEB)
    kill(before[0])

    eventually(lambda: not any(map(is_alive, before)), within=5)
    eventually(own_service.is_ready)

    assert state_of(own_service, seat) == "confirmed"


def test_mail_queued_while_the_worker_is_dead_arrives_after(own_service: Service, seat: str, mailbox: Mailbox) -> None:
    os.kill(own_service.children(WORKER)[0], signal.SIGSTOP)  # as good as dead: nothing takes the job
    with httpx.Client(base_url=own_service.url, timeout=30) as client:
        address = register(client, digital_workshop(client))
    assert [mail for mail in mailbox.mails if mail["To"] == address] == []

    kill(*own_service.children(WORKER))

    assert "/registrations/confirm" in links_of(mailbox.next_to(address, within=60))


def test_a_killed_database_comes_back(own_service: Service, seat: str) -> None:
    former = own_service.postmaster()
    kill(former)

    eventually(lambda: not is_alive(former), within=5)
    eventually(own_service.is_ready)

    assert own_service.postmaster() != former
    assert state_of(own_service, seat) == "confirmed"


def test_after_everything_was_killed_at_once_the_next_start_works(own_service: Service, seat: str) -> None:
    keeper = int((own_service.data / "postgres" / "keeper.lock").read_text())
    kill(*own_service.all_processes(), keeper, own_service.postmaster())
    own_service.kill()

    own_service.started()

    assert state_of(own_service, seat) == "confirmed"


def test_after_the_supervisor_was_killed_nothing_stays_and_the_next_start_works(
    own_service: Service, seat: str
) -> None:
    former, database = own_service.all_processes(), own_service.postmaster()
    own_service.kill()

    eventually(lambda: not any(map(is_alive, former)), within=5)
    eventually(lambda: not is_alive(database), within=10)
    own_service.started()

    assert state_of(own_service, seat) == "confirmed"


def test_a_second_instance_on_the_same_data_is_refused(own_service: Service) -> None:
    sentence = (
        f"Another Partheland already runs with the data folder {own_service.data}; "
        "stop it, or choose another folder with PARTHELAND_DATA.\n"
    )
    assert own_service.refusal() == (1, sentence)
    assert own_service.is_ready()


def test_a_taken_port_is_refused_before_anything_starts(own_service: Service) -> None:
    other = own_service.data.with_name("other")

    refusal = own_service.refusal(PARTHELAND_DATA=str(other))

    port = own_service.port
    sentence = f"Port {port} is taken by another program; choose a free one, for example PORT={port + 1}.\n"
    assert refusal == (1, sentence)
    assert not (other / "postgres").exists()


@pytest.mark.parametrize("sign", [signal.SIGTERM, signal.SIGINT])
def test_told_to_stop_it_is_gone_within_ten_seconds_and_the_next_start_reuses_the_data(
    own_service: Service, seat: str, sign: signal.Signals
) -> None:
    former, database = own_service.all_processes(), own_service.postmaster()

    code, seconds = own_service.stop(sign)

    assert (code, seconds < 10) == (0, True)
    assert [pid for pid in (*former, database) if is_alive(pid)] == []
    own_service.started()
    assert state_of(own_service, seat) == "confirmed"
    assert own_service.log.read_text().count("Administrator: ") == 1  # its password was printed at the first start only
