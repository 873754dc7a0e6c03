"""Whatever is killed or half written: the next start works and has the data."""

import os
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core import embedded_postgres
from core.embedded_postgres.layout import Layout
from tests.core.embedded_postgres.processes import IS_ROOT, StartUser, execute, is_alive, keeper, postmaster, wait_until

KILLED: dict[str, Callable[[Path], list[int]]] = {
    "postmaster": lambda data: [postmaster(data)],
    "keeper": lambda data: [keeper(data)],
    "keeper and postmaster": lambda data: [keeper(data), postmaster(data)],
}


def test_after_kill_9_of_anything_the_next_start_has_the_data(made: Path) -> None:
    embedded_postgres.ensure_running(made, durable=False)
    execute(made, "CREATE TABLE memory (what text)")
    for what, victims in KILLED.items():
        execute(made, f"INSERT INTO memory VALUES ('{what}')")
        before, dead = postmaster(made), victims(made)
        for process in dead:
            os.kill(process, signal.SIGKILL)
        wait_until(lambda: not any(map(is_alive, dead)))  # noqa: B023 - called at once
        embedded_postgres.ensure_running(made, durable=False)
        assert postmaster(made) != before
    assert execute(made, "SELECT what FROM memory") == [(what,) for what in KILLED]


def test_after_kill_9_of_users_keeper_and_postmaster_together_it_starts_again(made: Path, user: StartUser) -> None:
    users = [user(made), user(made)]
    assert [each.answer() for each in users] == ["ready", "ready"]
    execute(made, "CREATE TABLE memory (what text)")
    execute(made, "INSERT INTO memory VALUES ('all')")
    for process in (*(each.process.pid for each in users), keeper(made), postmaster(made)):
        os.kill(process, signal.SIGKILL)
    assert user(made).answer() == "ready"
    assert execute(made, "SELECT what FROM memory") == [("all",)]


def test_a_killed_postmaster_is_started_again_while_it_is_used(made: Path) -> None:
    embedded_postgres.ensure_running(made, durable=False)
    before, its_keeper = postmaster(made), keeper(made)
    os.kill(before, signal.SIGKILL)
    wait_until(lambda: not is_alive(before))
    wait_until(lambda: embedded_postgres.is_running(made) and postmaster(made) != before)
    assert keeper(made) == its_keeper


def test_half_written_state_and_reused_process_numbers_do_not_disturb(made: Path) -> None:
    embedded_postgres.ensure_running(made, durable=False)
    embedded_postgres.stop(made)
    layout = Layout.of(made)
    account: dict[str, Any] = {"user": layout.cluster.stat().st_uid, "extra_groups": []} if IS_ROOT else {}
    stranger = subprocess.Popen(["sleep", "60"], **account)
    try:
        (layout.cluster / "postmaster.pid").write_text(f"{stranger.pid}\n{layout.cluster}\n1\n5432\n")
        (layout.socket / ".s.PGSQL.5432.lock").write_text(f"{stranger.pid}\n")
        (layout.socket / ".s.PGSQL.5432").touch()
        layout.draft.mkdir()
        (layout.draft / "half").touch()
        layout.keeper_lock.write_text(f"{stranger.pid}")
        layout.stop_request.touch()
        embedded_postgres.ensure_running(made, durable=False)
        assert execute(made, "SELECT 1") == [(1,)]
        assert stranger.poll() is None
        embedded_postgres.stop(made)
        assert stranger.poll() is None
    finally:
        stranger.kill()
        stranger.wait()


def test_an_interrupted_initdb_is_begun_anew(data: Path, user: StartUser) -> None:
    layout = Layout.of(data)
    early = user(data)
    wait_until(lambda: (layout.draft / "PG_VERSION").exists() or layout.cluster.exists())
    os.kill(keeper(data), signal.SIGKILL)
    early.kill()
    embedded_postgres.ensure_running(data, durable=False)
    assert execute(data, "SELECT 1") == [(1,)]
