"""Whom PostgreSQL runs as: it refuses root, so root lends it an unprivileged account."""

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.embedded_postgres.layout import EmbeddedPostgresError, Layout


@dataclass(frozen=True)
class Account:
    name: str
    uid: int
    gid: int

    @property
    def popen(self) -> dict[str, Any]:
        """The arguments of subprocess.Popen that change to this account and leave every group of root's."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def lent_account(layout: Layout) -> Account | None:
    """None where we are not root; else the owner of the cluster, else of the data folder, else a system account."""
    if os.geteuid() != 0:
        return None
    for folder in (layout.cluster, layout.data):
        if folder.exists() and (status := folder.stat()).st_uid != 0:
            return Account(_name(status.st_uid), status.st_uid, status.st_gid)
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise EmbeddedPostgresError(
        "PostgreSQL does not run as root, and there is neither an account “postgres” nor “nobody”: "
        "start this as an ordinary user, or set DATABASE_URL."
    )


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


@contextmanager
def acting_as(account: Account) -> Iterator[None]:
    """Look at files with the account's eyes: the kernel answers, access lists and all. For one thread only."""
    groups = os.getgroups()
    os.setgroups([])
    os.setegid(account.gid)
    os.seteuid(account.uid)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
        os.setgroups(groups)


def let_in(layout: Layout, account: Account) -> None:
    """Give the account search permission on root's own data folder, never on a folder above it.

    Raises EmbeddedPostgresError where a folder above it blocks the way.
    """
    for folder in (layout.data, layout.root):
        status = folder.stat()
        if status.st_uid == 0 and status.st_mode & 0o011 != 0o011:  # noqa: PLR2004 - search permission
            folder.chmod(status.st_mode & 0o7777 | 0o011)
    with acting_as(account):
        blocked = next(
            (folder for folder in (*reversed(layout.root.parents), layout.root) if not _passes(folder)), None
        )
    if blocked:
        raise EmbeddedPostgresError(
            f"PostgreSQL runs as the unprivileged account “{account.name}”, which may not pass the folder {blocked}: "
            "choose a data folder elsewhere with PARTHELAND_DATA, for example /var/lib/partheland."
        )


def _passes(folder: Path) -> bool:
    try:
        os.stat(f"{folder}/.")  # noqa: PTH116 - pathlib drops the dot that asks for search permission
    except PermissionError:
        return False
    return True
