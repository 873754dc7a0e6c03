"""Typed reading of the environment: what is missing is collected, so that an operator hears of all of it at once."""

import ipaddress
import os
import secrets
from collections.abc import Callable
from pathlib import Path
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured


class Variables(environ.fileaware_mapping.FileAwareMapping):  # type: ignore[misc]  # the library has no types
    """NAME or, for secrets kept in files (Docker, systemd credentials), NAME_FILE."""

    def __getitem__(self, name: str) -> str:
        """Without the line break that editors put at a file's end: it would become part of a key or a password."""
        try:
            return str(super().__getitem__(name)).strip()
        except (OSError, UnicodeError) as fault:
            raise ImproperlyConfigured(f"The file that {name}_FILE names cannot be read ({fault}).") from fault


class Environment(environ.Env):  # type: ignore[misc]  # the library has no types
    """Each reader names the variable whose value it cannot use, and never tells a value that may be secret."""

    ENVIRON = Variables()

    def get_value(self, var: str, *args: Any, default: Any = environ.Env.NOTSET, **kwargs: Any) -> Any:
        """What is empty (`PORT=` in a file of settings) counts as not set. Raises ImproperlyConfigured."""
        if default is not self.NOTSET and not self.ENVIRON.get(var):
            return default
        try:
            return super().get_value(var, *args, default=default, **kwargs)
        except (ValueError, IndexError) as fault:
            raise ImproperlyConfigured(f"{var} cannot be read; docs/operating.md tells what it may be.") from fault

    def number(self, var: str, *, default: int, least: int = 1) -> int:
        """A whole number from `least` on. Raises ImproperlyConfigured."""
        number: int = self.int(var, default=default)
        if number < least:
            raise ImproperlyConfigured(f"{var} is {number}; it must be {least} or more.")
        return number

    def choice(self, var: str, *words: str) -> str:
        """One of the `words`, of which the first is the default. Raises ImproperlyConfigured."""
        word: str = self.str(var, default=words[0])
        if word not in words:
            allowed = " or ".join(f"“{one}”" for one in words)
            raise ImproperlyConfigured(f"{var} is “{word}”; it must be {allowed}.")
        return word

    def mail_server(self, var: str) -> dict[str, Any]:
        """Django's EMAIL_… settings from `smtp+tls://user:password@host:587`. Raises ImproperlyConfigured."""
        try:
            server: dict[str, Any] = self.email_url(var)
        except (ImproperlyConfigured, ValueError):
            server = {}
        if not server.get("EMAIL_HOST"):
            raise ImproperlyConfigured(
                f"{var} must read smtp+tls://user:password@host:587 (STARTTLS), smtp+ssl://…:465 or smtp://…:25; "
                "special characters in user and password are written as %xx."
            )
        encrypted = 587 if server.get("EMAIL_USE_TLS") else 465 if server.get("EMAIL_USE_SSL") else None
        return server | {"EMAIL_PORT": server["EMAIL_PORT"] or encrypted or 25}


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


def networks(var: str, line: str) -> list[ipaddress.IPv4Network | ipaddress.IPv6Network]:
    """From “10.0.0.0/8, fd00::/8” or “none”. Raises ImproperlyConfigured."""
    found = []
    for one in line.split(","):
        try:
            found += [ipaddress.ip_network(one.strip())] if one.strip() not in {"", "none"} else []
        except ValueError as fault:
            raise ImproperlyConfigured(
                f"{var} names “{one.strip()}”, which is no network: write 10.0.0.0/8 or 127.0.0.1/32, or none."
            ) from fault
    return found


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
