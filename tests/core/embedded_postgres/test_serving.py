"""What a running server is like, and who may look at it."""

import stat
from pathlib import Path

import psycopg
import pytest

from core import embedded_postgres
from core.embedded_postgres.layout import Layout
from tests.core.embedded_postgres.processes import StartUser, execute, postmaster, sockets


def test_role_and_database_are_there_and_the_role_is_no_superuser(running: Path) -> None:
    identity = "SELECT current_user::text, current_database()::text, current_setting('is_superuser')"
    assert execute(running, identity) == [("partheland", "partheland", "off")]
    assert execute(running, "SELECT rolcreatedb FROM pg_roles WHERE rolname = 'partheland'") == [(True,)]


def test_the_role_may_add_the_trusted_extensions_and_make_databases(running: Path) -> None:
    for name in ("unaccent", "pg_trgm", "btree_gist", "cube", "citext"):
        execute(running, f"CREATE EXTENSION {name}")
    assert execute(running, "SELECT similarity('Brücke', 'brucke') < 1, show_trgm('ü') <> '{}'") == [(True, True)]
    execute(running, "CREATE DATABASE test_partheland")


def test_settings_are_ours(running: Path) -> None:
    names = ("jit", "fsync", "full_page_writes", "TimeZone", "server_encoding", "max_connections")
    settings = [execute(running, f"SHOW {name}")[0][0] for name in names]
    assert settings == ["off", "off", "off", "UTC", "UTF8", "100"]


def test_no_tcp_port_is_open(running: Path) -> None:
    assert execute(running, "SHOW listen_addresses") == [("",)]
    for family in ("tcp", "tcp6"):
        if (table := Path(f"/proc/net/{family}")).exists():
            listening = {line.split()[9] for line in table.read_text().splitlines()[1:] if line.split()[3] == "0A"}
            assert sockets(postmaster(running)) & listening == set()


def test_the_folders_are_closed_to_others(running: Path) -> None:
    layout = Layout.of(running)
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in (layout.cluster, layout.socket)] == [0o700, 0o700]
    assert stat.S_IMODE(layout.log.stat().st_mode) == 0o600


def test_the_log_holds_no_statement_and_no_value(running: Path) -> None:
    execute(running, "CREATE TABLE neighbour (email text UNIQUE)")
    execute(running, "INSERT INTO neighbour VALUES ('erika@example.org')")
    with pytest.raises(psycopg.errors.UniqueViolation):
        execute(running, "INSERT INTO neighbour VALUES ('erika@example.org')")
    with pytest.raises(psycopg.errors.InvalidTextRepresentation):
        execute(running, "SELECT 'erika@example.org'::integer")
    assert "erika" not in Layout.of(running).log.read_text()


def test_a_second_call_joins(running: Path) -> None:
    before = postmaster(running)
    assert embedded_postgres.ensure_running(running) == embedded_postgres.ensure_running(running)
    assert postmaster(running) == before


def test_it_can_be_asked_whether_it_runs(running: Path, tmp_path: Path) -> None:
    assert embedded_postgres.is_running(running) is True
    assert embedded_postgres.is_running(tmp_path) is False
    assert list(tmp_path.iterdir()) == []


def test_a_dropped_database_is_made_anew(running: Path) -> None:
    """Last of those that share the cluster."""
    execute(running, "DROP DATABASE partheland WITH (FORCE)", user="postgres", dbname="postgres")
    embedded_postgres.ensure_running(running)
    assert execute(running, "SELECT to_regclass('neighbour') IS NULL") == [(True,)]


def test_several_processes_at_once_make_one_cluster(data: Path, user: StartUser) -> None:
    users = [user(data) for _ in range(4)]
    assert [each.answer() for each in users] == ["ready"] * 4
    assert execute(data, "SELECT 1") == [(1,)]
    started = Layout.of(data).log.read_text().count("starting PostgreSQL")
    assert started == 1


def test_a_large_log_starts_anew(data: Path) -> None:
    data.mkdir()
    Layout.of(data).root.mkdir(mode=0o711)
    Layout.of(data).log.write_bytes(b"x" * 10_000_001)
    embedded_postgres.ensure_running(data, durable=False)
    assert Layout.of(data).log.stat().st_size < 10_000
    assert Layout.of(data).log.with_suffix(".log.1").stat().st_size == 10_000_001


def test_a_long_path_gets_a_short_socket_folder(data: Path) -> None:
    long = data / ("a" * 120) / "b"
    directory = embedded_postgres.socket_directory(long)
    assert directory.parent == Path("/tmp")
    embedded_postgres.ensure_running(long, durable=False)
    try:
        assert execute(long, "SELECT 1") == [(1,)]
        assert stat.S_IMODE(directory.stat().st_mode) == 0o700
    finally:
        embedded_postgres.stop(long)
        directory.rmdir()


def test_the_socket_folder_does_not_depend_on_how_the_path_is_written(
    data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data.mkdir()
    data.with_name("link").symlink_to(data)
    monkeypatch.chdir(data.parent)
    folders = {embedded_postgres.socket_directory(path) for path in (data, data.with_name("link"), Path("data"))}
    assert folders == {data / "postgres" / "socket"}
