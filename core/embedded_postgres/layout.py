"""Which file of the embedded PostgreSQL lies where."""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

NAME = USER = "partheland"  # of the database and the role
PORT = 5432  # only part of the socket's name: no TCP
# A socket's path has at most 104 bytes on macOS and 108 on Linux, and ends in "/.s.PGSQL.5432".
LONGEST_SOCKET_DIRECTORY = 88


class EmbeddedPostgresError(Exception):
    """One sentence for the operator: what is wrong and what helps."""


@dataclass(frozen=True)
class Layout:
    """The files below one data folder, whose path is absolute and without symbolic links."""

    data: Path

    @classmethod
    def of(cls, data: Path) -> "Layout":
        return cls(data.resolve())

    @property
    def root(self) -> Path:
        return self.data / "postgres"

    @property
    def cluster(self) -> Path:
        return self.root / "cluster"

    @property
    def draft(self) -> Path:
        """Where `initdb` works; renamed to `cluster` once it is complete."""
        return self.root / "cluster.new"

    @property
    def keeper_lock(self) -> Path:
        """Held by the keeper; contains its process number for people who look."""
        return self.root / "keeper.lock"

    @property
    def users_lock(self) -> Path:
        """Held, shared, by every process that needs the server."""
        return self.root / "users.lock"

    @property
    def cluster_lock(self) -> Path:
        """Inherited by the postmaster and all its children: free means that nothing of the cluster lives."""
        return self.root / "cluster.lock"

    @property
    def stop_request(self) -> Path:
        return self.root / "stop"

    @property
    def log(self) -> Path:
        return self.root / "server.log"

    @property
    def socket(self) -> Path:
        """In the data folder, where nobody else can be first; in /tmp where that path is too long for a socket.

        TMPDIR and XDG_RUNTIME_DIR differ between a shell, cron and a service of the same account, so they are no help.
        libpq takes a comma for the next host.
        """
        inside = self.root / "socket"
        if len(os.fsencode(inside)) <= LONGEST_SOCKET_DIRECTORY and "," not in str(inside):
            return inside
        return Path("/tmp") / f"partheland-{hashlib.sha256(os.fsencode(self.data)).hexdigest()[:12]}"  # noqa: S108

    def prepare(self) -> None:
        """Make the folders; what root makes in somebody's folder belongs to that somebody."""
        self.data.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self.root.is_dir():
            self.root.mkdir(mode=0o711, exist_ok=True)
            if os.geteuid() == 0:
                owner = self.data.stat()
                os.chown(self.root, owner.st_uid, owner.st_gid, follow_symlinks=False)


def socket_directory(data: Path) -> Path:
    """Where the server of this data folder listens (libpq's `host`), whether it runs or not."""
    return Layout.of(data).socket


def open_file(path: Path, flags: int) -> int:
    """A descriptor of the file, made if missing, which belongs to the owner of its folder even when root made it."""
    descriptor = os.open(path, flags | os.O_CREAT | os.O_NOFOLLOW, 0o600)
    owner = path.parent.stat()
    if os.geteuid() == 0 and os.fstat(descriptor).st_uid != owner.st_uid:
        os.fchown(descriptor, owner.st_uid, owner.st_gid)
    return descriptor


@contextmanager
def one_sentence(layout: Layout) -> Iterator[None]:
    """What the file system refuses, told as EmbeddedPostgresError."""
    try:
        yield
    except OSError as error:
        raise EmbeddedPostgresError(
            f"The data folder {layout.data} is not usable ({error.strerror or error}: {error.filename}): "
            "make it writable, or choose another one with PARTHELAND_DATA."
        ) from error
