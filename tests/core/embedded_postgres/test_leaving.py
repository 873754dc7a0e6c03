"""The server is gone soon after nobody needs it."""

import os
import shutil
import signal
from pathlib import Path

import pytest

from core import embedded_postgres
from core.embedded_postgres.layout import Layout
from tests.core.embedded_postgres.processes import StartUser, execute, is_alive, keeper, postmaster, wait_until


def test_it_stays_for_one_user_and_for_a_child_that_inherits_then_leaves_within_ten_seconds(
    made: Path, user: StartUser
) -> None:
    """All users are killed, so none could say goodbye."""
    supervisor, other = user(made, words=["child"]), user(made)
    child = int(supervisor.answer())
    assert [supervisor.answer(), other.answer()] == ["ready", "ready"]
    processes = [keeper(made), postmaster(made)]
    supervisor.process.kill()
    supervisor.process.wait()
    other.kill()
    with pytest.raises(AssertionError, match="waited in vain"):  # longer than an idle keeper stays
        wait_until(lambda: not is_alive(processes[0]), seconds=3.5)
    os.kill(child, signal.SIGKILL)
    assert wait_until(lambda: not any(map(is_alive, processes))) < 10


def test_it_leaves_when_the_data_folder_vanishes_and_a_new_one_starts_from_nothing(made: Path) -> None:
    embedded_postgres.ensure_running(made, durable=False)
    execute(made, "CREATE TABLE memory (what text)")
    processes = [keeper(made), postmaster(made)]
    made.rename(made.with_name("gone"))
    shutil.rmtree(made.with_name("gone"), ignore_errors=True)
    assert wait_until(lambda: not any(map(is_alive, processes))) < 10
    embedded_postgres.ensure_running(made, durable=False)
    assert execute(made, "SELECT to_regclass('memory') IS NULL") == [(True,)]


def test_stop_ends_it_whoever_uses_it(made: Path, user: StartUser) -> None:
    user(made).answer()
    processes = [keeper(made), postmaster(made)]
    embedded_postgres.stop(made)
    assert list(map(is_alive, processes)) == [False, False]
    assert embedded_postgres.is_running(made) is False
    embedded_postgres.stop(made)
    embedded_postgres.stop(made / "never made")


def test_the_machines_shutdown_ends_it_in_good_order(made: Path) -> None:
    embedded_postgres.ensure_running(made, durable=False)
    processes = [keeper(made), postmaster(made)]
    os.kill(processes[0], signal.SIGTERM)
    wait_until(lambda: not any(map(is_alive, processes)))
    assert "database system is shut down" in Layout.of(made).log.read_text()
