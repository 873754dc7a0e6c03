"""What keeps the running service in order: claims, pauses, the end with the parent, the words at a refused start."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.accounts.models import Person
from core.serving import claims, preparation
from core.serving.children import Child, Pause, stop
from core.serving.claims import CannotServe

CODE = Path(__file__).resolve().parents[2]
SERVE = [sys.executable, str(CODE / "manage.py"), "serve"]


@pytest.fixture
def port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        number: int = probe.getsockname()[1]
        return number


def refusal(**environment: str) -> tuple[int, str]:
    """The exit code and all words of `manage.py serve` in an environment of its own."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    outcome = subprocess.run(
        SERVE, env=kept | environment, cwd="/", capture_output=True, text=True, timeout=60, check=False
    )
    return outcome.returncode, outcome.stdout + outcome.stderr


class TestDataFolder:
    def test_is_made_and_claimed_by_one_at_a_time(self, tmp_path: Path) -> None:
        data = tmp_path / "new" / "data"
        with claims.claimed(data) as folder:
            assert folder.is_ours()
            with pytest.raises(CannotServe, match="Another Partheland already runs"), claims.claimed(data):
                pass
        with claims.claimed(data) as folder:
            assert folder.is_ours()

    def test_is_no_longer_ours_once_it_was_removed_or_replaced(self, tmp_path: Path) -> None:
        with claims.claimed(tmp_path / "data") as folder:
            (tmp_path / "data").rename(tmp_path / "away")
            assert not folder.is_ours()
            with claims.claimed(tmp_path / "data") as successor:
                assert (folder.is_ours(), successor.is_ours()) == (False, True)

    def test_that_is_a_file_is_refused_with_one_sentence(self, tmp_path: Path, port: int) -> None:
        (tmp_path / "data").write_text("")

        code, words = refusal(PARTHELAND_DATA=str(tmp_path / "data"), PORT=str(port))

        assert code == 1
        assert words.startswith(f"The data folder {tmp_path / 'data'} is not usable (Not a directory: ")
        assert words.endswith("make it writable, or choose another one with PARTHELAND_DATA.\n")
        assert words.count("\n") == 1

    @pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a file system that refuses even root: /proc")
    def test_that_cannot_be_made_is_refused_with_one_sentence(self, port: int) -> None:
        code, words = refusal(PARTHELAND_DATA="/proc/partheland", PORT=str(port))

        assert (code, words.count("\n")) == (1, 1)
        assert words.startswith("The data folder /proc/partheland is not usable (No such file or directory: ")


class TestPort:
    def test_that_is_free_is_held_against_other_programs(self, port: int) -> None:
        with (
            claims.reserved("127.0.0.1", port),
            socket.socket() as other,
            pytest.raises(OSError, match="in use"),
        ):
            other.bind(("127.0.0.1", port))

    def test_that_is_taken_is_refused(self, port: int) -> None:
        with socket.socket() as other:
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
            other.bind(("127.0.0.1", port))
            other.listen()
            with pytest.raises(CannotServe, match=f"Port {port} is taken .* PORT={port + 1}"), reserved_at_once(port):
                pass

    def test_that_becomes_free_is_waited_for(self, port: int) -> None:
        leaving = subprocess.Popen(
            [sys.executable, "-c", f"""
import socket, time
with socket.socket() as s:
    s.bind(("127.0.0.1", {port})); s.listen(); print(flush=True); time.sleep(0.5)
"""],
            stdout=subprocess.PIPE,
        )  # fmt: skip
        with leaving:
            assert leaving.stdout is not None
            leaving.stdout.readline()
            with claims.reserved("127.0.0.1", port):
                pass

    @pytest.mark.parametrize("number", [0, 65536, -1])
    def test_out_of_range_is_refused(self, number: int) -> None:
        with pytest.raises(CannotServe, match="between 1 and 65535"), claims.reserved("127.0.0.1", number):
            pass

    def test_that_is_no_number_is_named(self, tmp_path: Path) -> None:
        assert refusal(PARTHELAND_DATA=str(tmp_path), PORT="eighty") == (
            1,
            "PORT cannot be read; docs/operating.md tells what it may be.\n",
        )

    def test_on_an_address_of_another_machine_is_refused(self, port: int) -> None:
        with pytest.raises(CannotServe, match="LISTEN_HOST"), claims.reserved("192.0.2.1", port):
            pass


@contextlib.contextmanager
def reserved_at_once(port: int) -> Iterator[None]:
    with claims.reserved("127.0.0.1", port, patience=0):
        yield


def test_production_names_every_missing_setting_in_one_sentence(tmp_path: Path, port: int) -> None:
    code, words = refusal(PARTHELAND_MODE="production", PARTHELAND_DATA=str(tmp_path), PORT=str(port))

    names = "SECRET_KEY, JWT_PRIVATE_KEY, PUBLIC_URL, TRUSTED_PROXIES, MEDIA, EMAIL_URL, DEFAULT_FROM_EMAIL"
    sentence = f"Production mode needs these settings in the environment: {names}. docs/operating.md explains each.\n"
    assert (code, words) == (1, sentence)


def test_production_refuses_an_address_that_does_not_encrypt(tmp_path: Path, port: int) -> None:
    code, words = refusal(
        PARTHELAND_MODE="production", PARTHELAND_DATA=str(tmp_path), PORT=str(port), SECRET_KEY="short",
        JWT_PRIVATE_KEY="x", PUBLIC_URL="http://partheland.example", TRUSTED_PROXIES="none",
        MEDIA=str(tmp_path), EMAIL_URL="smtp://localhost:25", DEFAULT_FROM_EMAIL="partheland@example.org",
        IMAP_URL="imap://anmeldung:wort@mail.example.org/INBOX",
    )  # fmt: skip

    assert code == 1
    assert "IMAP_URL sends the password unencrypted over the network." in words
    assert "wort@" not in words
    assert "SECRET_KEY is shorter than 50 characters." in words
    assert "PUBLIC_URL does not start with https://." in words
    assert not (tmp_path / "postgres").exists()


def test_pauses_grow_to_half_a_minute_and_start_anew_after_success() -> None:
    pause = Pause()
    assert [pause.after_failure(100.0) for _ in range(8)] == [0.5, 1.0, 2.0, 4.0, 8.0, 16.0, 30.0, 30.0]
    assert pause.until == 130.0
    pause.after_success()
    assert pause.after_failure(100.0) == 0.5


class TestChild:
    @pytest.fixture
    def child(self) -> Iterator[Child]:
        child = Child("sleeper", "unused")
        child.command = [sys.executable, "-c", "import time; time.sleep(60)"]
        yield child
        stop([child], grace=5)

    def test_is_started_once_and_again_after_its_pause(self, child: Child) -> None:
        child.tend(now=0.0)
        first = child.process
        child.tend(now=1.0)
        assert first is not None
        assert child.process is first

        first.kill()
        first.wait()
        child.tend(now=2.0)
        assert child.process is None
        child.tend(now=2.4)
        assert child.process is None
        child.tend(now=2.5)
        assert child.process is not None
        assert child.process.pid != first.pid

    def test_that_does_not_finish_in_time_is_killed(self, child: Child) -> None:
        ignore = "signal.signal(signal.SIGTERM, signal.SIG_IGN)"
        code = f"import signal, time; {ignore}; print('set', flush=True); time.sleep(60)"
        child.process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE)
        with child.process as process:
            assert process.stdout is not None
            assert process.stdout.readline() == b"set\n"
            stop([child], grace=0.1)
            assert process.returncode == -signal.SIGKILL


LINEAGE = """
import os, subprocess, sys, time
from core.serving import lifeline
if len(sys.argv) > 1:
    lifeline.end_with(int(sys.argv[1])); print(os.getpid(), flush=True); time.sleep(60)
else:
    subprocess.Popen([sys.executable, __file__, str(os.getpid())]).wait()
"""


def test_a_child_ends_with_its_killed_parent(tmp_path: Path) -> None:
    (tmp_path / "lineage.py").write_text(LINEAGE)
    parent = subprocess.Popen(
        [sys.executable, tmp_path / "lineage.py"], env=os.environ | {"PYTHONPATH": str(CODE)}, stdout=subprocess.PIPE
    )
    with parent:
        assert parent.stdout is not None
        assert int(parent.stdout.readline()) > 0
        parent.kill()
        began = time.monotonic()
        assert parent.stdout.read() == b""  # returns once nobody holds the other end, so the child is gone too
        assert time.monotonic() - began < 5


def test_a_child_whose_parent_is_gone_already_ends_at_once() -> None:
    code = "from core.serving import lifeline; lifeline.end_with(1 << 30); print('alive')"
    outcome = subprocess.run([sys.executable, "-c", code], cwd=CODE, capture_output=True, check=False)
    assert (outcome.returncode, outcome.stdout) == (1, b"")


ERRANDS = """
import sys, time
from core.serving.claims import CannotServe
from core.serving.errands import Errand
from core.serving.signals import Signals

def refuse():
    raise CannotServe("No.")

def outcome(do):
    errand = Errand(do)
    while not errand.is_over:
        signals.wait(5)
    return errand.failure()

signals = Signals()
sys.stderr = open("/dev/null", "w")
print([outcome(lambda: None), outcome(refuse), outcome(lambda: 1 / 0)])
endless = Errand(lambda: time.sleep(60))
endless.give_up()
print(endless.is_over)
"""


def test_an_errand_tells_why_it_failed_and_can_be_given_up() -> None:
    outcome = subprocess.run([sys.executable, "-c", ERRANDS], cwd=CODE, capture_output=True, text=True, check=False)
    reasons = ["", "No.", "It ended unexpectedly; its reasons stand above."]
    assert outcome.stdout == f"{reasons}\nTrue\n"


@pytest.mark.django_db
def test_the_first_administrator_is_made_once_and_stays_what_somebody_made_of_them() -> None:
    said: list[str] = []
    for _ in range(2):
        preparation._make_administrator(said.append)
    made = Person.objects.filter(is_superuser=True)
    assert [one.email for one in made] == ["admin@localhost"]
    made.update(is_superuser=False)
    preparation._make_administrator(said.append)
    assert (len(said), Person.objects.count()) == (1, 1)
