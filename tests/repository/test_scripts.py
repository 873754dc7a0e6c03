"""The scripts do what they say on a machine that has nothing but python3, and interrupted runs do no harm."""

import os
import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

CODE = Path(__file__).resolve().parents[2]
SCRIPTS = [CODE / "script" / name for name in ("setup", "server", "test", "check", "lock")] + [CODE / ".ci" / "run"]


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """A project that needs no package, in a folder with a space."""
    clone = tmp_path / "a clone"
    shutil.copytree(CODE / "script", clone / "script")
    for name in ("requirements.txt", "requirements-dev.txt"):
        (clone / name).write_text("# nothing\n")
    return clone


def setup(clone: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [clone / "script" / "setup", *arguments],
        env=os.environ | environment, cwd="/", capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip


def said(outcome: subprocess.CompletedProcess[str]) -> tuple[int, str]:
    return outcome.returncode, outcome.stdout + outcome.stderr


INSTALLING = (0, "Installing requirements.txt into .venv …\n")
NOTHING_TO_DO = (0, "")


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_scripts_can_be_run_and_stop_at_the_first_failure(script: Path) -> None:
    assert os.access(script, os.X_OK)
    assert "\nset -euo pipefail\n" in script.read_text()
    subprocess.run(["bash", "-n", script], check=True)


def test_setup_installs_once_and_again_when_the_lock_file_changed(clone: Path) -> None:
    assert said(setup(clone)) == INSTALLING
    assert said(setup(clone)) == NOTHING_TO_DO
    (clone / "requirements.txt").write_text("# something else\n")
    assert said(setup(clone)) == INSTALLING
    assert said(setup(clone, "dev")) == (0, "Installing requirements-dev.txt into .venv …\n")
    assert said(setup(clone)) == NOTHING_TO_DO


def test_setup_makes_an_interrupted_environment_anew(clone: Path) -> None:
    (clone / ".venv" / "bin").mkdir(parents=True)
    (clone / ".venv" / "bin" / "python").symlink_to("/nowhere/python3")  # python was updated, or the venv half made
    assert said(setup(clone)) == INSTALLING

    (clone / ".venv" / "half-done").touch()  # pip was killed
    (clone / ".venv" / "trace").touch()
    assert said(setup(clone)) == INSTALLING
    assert not (clone / ".venv" / "trace").exists()


def test_two_setups_at_once_install_once(clone: Path) -> None:
    with ThreadPoolExecutor() as pool:
        outcomes = [said(outcome) for outcome in pool.map(setup, [clone, clone])]

    assert sorted(outcomes) == [NOTHING_TO_DO, INSTALLING]


def test_setup_says_what_is_missing_where_python_is_too_old(clone: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bin"
    bare.mkdir()
    for tool in ("bash", "env", "dirname", "cmp"):
        (bare / tool).symlink_to(str(shutil.which(tool)))
    old = bare / "python3"
    old.write_text("#!/bin/bash\nexit 1\n")
    old.chmod(0o755)

    sentence = "Partheland needs Python 3.11 or newer; there is no such python3 on the PATH.\n"
    assert said(setup(clone, PATH=str(bare))) == (1, sentence)
    assert not (clone / ".venv").exists()


def test_setup_says_what_is_missing_where_debian_split_venv_off(clone: Path, tmp_path: Path) -> None:
    bare = tmp_path / "bin"
    bare.mkdir()
    for tool in ("bash", "env", "dirname", "cmp"):
        (bare / tool).symlink_to(str(shutil.which(tool)))
    python = bare / "python3"
    python.write_text("#!/bin/bash\n[[ $2 != *ensurepip* ]]\n")
    python.chmod(0o755)

    sentence = "Python's module “venv” is missing. On Debian and Ubuntu: sudo apt install python3-venv\n"
    assert said(setup(clone, PATH=str(bare))) == (1, sentence)
