"""Typed reading of the environment: what is missing is collected, so that an operator hears of all of it at once."""

import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured


class Environment(environ.FileAwareEnv):  # type: ignore[misc]  # the library has no types
    """NAME or, for secrets kept in files (Docker, systemd credentials), NAME_FILE."""

    def get_value(self, var: str, *args: Any, **kwargs: Any) -> Any:
        """Raises ImproperlyConfigured with the variable's name where its value is of another type."""
        try:
            return super().get_value(var, *args, **kwargs)
        except ValueError as fault:
            raise ImproperlyConfigured(f"{var} cannot be read; docs/operating.md tells what it may be.") from fault


environment = Environment()


class Required:
    """Collects the names of settings that production must have; `stop_if_missing` names them all in one sentence."""

    def __init__(self, *, production: bool) -> None:
        self.production = production
        self.missing: list[str] = []

    def text(self, name: str, *, local: str | Callable[[], str]) -> str:
        """The variable `name`; where it is unset, `local` in local mode and a missing setting in production."""
        value: str = environment.str(name, default="")
        if value:
            return value
        if self.production:
            self.missing.append(name)
            return ""
        return local() if callable(local) else local

    def stop_if_missing(self) -> None:
        """Raise ImproperlyConfigured with the name of every missing setting."""
        if self.missing:
            names = ", ".join(self.missing)
            raise ImproperlyConfigured(
                f"Production mode needs these settings in the environment: {names}. docs/operating.md explains each."
            )


def local_secret(folder: Path, name: str, make: Callable[[], str] = lambda: secrets.token_urlsafe(50)) -> str:
    """A secret of local mode, made once and kept in `folder` readable by its owner only.

    Several processes may start at the same moment: the first complete file wins.
    """
    path = folder / name
    try:
        _make_once(path, make)
        return path.read_text().strip()
    except OSError as fault:
        raise ImproperlyConfigured(
            f"The data folder {folder.parent} is not usable ({fault.strerror}: {fault.filename}): "
            "make it writable, or choose another one with PARTHELAND_DATA."
        ) from fault


def _make_once(path: Path, make: Callable[[], str]) -> None:
    folder = path.parent
    if not path.exists():
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = folder / f".{path.name}.{secrets.token_hex(8)}"
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(make())
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
