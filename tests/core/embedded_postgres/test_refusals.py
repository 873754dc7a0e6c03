"""What prevents a start is told in one sentence."""

from pathlib import Path

import pytest

from core import embedded_postgres
from core.embedded_postgres import EmbeddedPostgresError, binaries
from core.embedded_postgres.layout import Layout


@pytest.mark.parametrize("shape", ["open folder", "symbolic link", "file"])
def test_a_socket_folder_that_is_not_ours_is_refused(data: Path, shape: str, tmp_path: Path) -> None:
    long = data / ("c" * 120)
    directory = embedded_postgres.socket_directory(long)
    if shape == "open folder":
        directory.mkdir()
        directory.chmod(0o777)
    elif shape == "symbolic link":
        directory.symlink_to(tmp_path)
    else:
        directory.touch()
    try:
        with pytest.raises(EmbeddedPostgresError) as refusal:
            embedded_postgres.ensure_running(long)
    finally:
        directory.rmdir() if shape == "open folder" else directory.unlink()
    assert str(refusal.value) == (
        f"PostgreSQL needs the folder {directory} for itself, but it belongs to somebody else or is open to others: "
        "remove it, or choose another data folder with PARTHELAND_DATA."
    )
    assert list(tmp_path.iterdir()) == []


def test_a_data_folder_below_a_file_is_one_sentence(data: Path) -> None:
    data.touch()
    with pytest.raises(EmbeddedPostgresError) as refusal:
        embedded_postgres.ensure_running(data / "below")
    assert str(refusal.value) == (
        f"The data folder {data / 'below'} is not usable (Not a directory: {data / 'below'}): "
        "make it writable, or choose another one with PARTHELAND_DATA."
    )
    data.unlink()


def test_a_server_that_does_not_start_tells_its_last_words(made: Path) -> None:
    embedded_postgres.ensure_running(made, durable=False)
    embedded_postgres.stop(made)
    (Layout.of(made).cluster / "PG_VERSION").write_text("9.6\n")
    with pytest.raises(EmbeddedPostgresError, match=r"^PostgreSQL did not start: .*database files are incompatible"):
        embedded_postgres.ensure_running(made, durable=False)


def test_a_platform_without_binaries_is_told_to_set_database_url(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    package = tmp_path / "embedded_postgres"
    package.mkdir()
    (package / "__init__.py").touch()
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(EmbeddedPostgresError, match=r"There is no embedded PostgreSQL .* set DATABASE_URL"):
        binaries.installed()
