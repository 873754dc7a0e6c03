"""Wrong settings are refused before anything starts, each by a sentence that names the variable and tells no secret."""

import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import CheckMessage
from django.core.exceptions import ImproperlyConfigured
from django.db import OperationalError
from psycopg_pool import PoolTimeout

import manage
from core import checks, jwt_keys
from core.database import databases
from core.env import environment, networks
from core.privacy.checks import periods_are_known
from core.serving import preparation
from core.serving.claims import CannotServe
from news.checks import rhythms_are_readable

MAIL = (
    "EMAIL_URL must read smtp+tls://user:password@host:587 (STARTTLS), smtp+ssl://…:465 or smtp://…:25; special "
    "characters in user and password are written as %xx."
)
DATABASE = (
    "DATABASE_URL must name a PostgreSQL server: postgres://user:password@host:5432/name; special characters in user "
    "and password are written as %xx."
)
UNREADABLE = "{} cannot be read; docs/operating.md tells what it may be."
PROXIES = "TRUSTED_PROXIES names “10.0.0.1/8”, which is no network: write 10.0.0.0/8 or 127.0.0.1/32, or none."


def database() -> Any:
    return databases(Path("/nowhere"))["default"]


READ: list[tuple[str, str, Callable[[], object], str]] = [
    ("DATABASE_URL", "partheland", database, DATABASE),
    ("DATABASE_URL", "postgrs://max:geheim@db.example/partheland", database, DATABASE),
    ("DATABASE_URL", "postgres://max:geheim@db.example:standard/partheland", database, DATABASE),
    ("DATABASE_URL", "postgres://max:geheim@db.example", database, DATABASE),
    ("EMAIL_URL", "mail.example.org", lambda: environment.mail_server("EMAIL_URL"), MAIL),
    ("EMAIL_URL", "smtp://", lambda: environment.mail_server("EMAIL_URL"), MAIL),
    ("EMAIL_URL", "smtp://max:ge/heim@mail.example", lambda: environment.mail_server("EMAIL_URL"), MAIL),
    ("LOG_LEVEL", "loud", lambda: environment.choice("LOG_LEVEL", "INFO", "ERROR"),
     "LOG_LEVEL is “loud”; it must be “INFO” or “ERROR”."),
    ("WEB_WORKERS", "0", lambda: environment.number("WEB_WORKERS", default=2),
     "WEB_WORKERS is 0; it must be 1 or more."),
    ("WEB_WORKERS", "two", lambda: environment.number("WEB_WORKERS", default=2), UNREADABLE.format("WEB_WORKERS")),
    ("RETENTION_DAYS", "audit", lambda: environment.dict("RETENTION_DAYS", cast={"value": int}, default={}),
     UNREADABLE.format("RETENTION_DAYS")),
    ("TRUSTED_PROXIES", "10.0.0.1/8", lambda: networks("TRUSTED_PROXIES", environment.str("TRUSTED_PROXIES")), PROXIES),
    ("WORD_FILE", "/nowhere/word", lambda: environment.str("WORD", default=""),
     "The file that WORD_FILE names cannot be read ([Errno 2] No such file or directory: '/nowhere/word')."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "read", "sentence"), READ)
def test_what_cannot_be_read_is_refused_without_telling_a_secret(
    name: str, value: str, read: Callable[[], object], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)

    with warnings.catch_warnings(record=True) as warned, pytest.raises(ImproperlyConfigured) as refused:
        read()

    assert (str(refused.value), [str(one.message) for one in warned]) == (sentence, [])


def test_an_empty_variable_counts_as_not_set(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "")
    monkeypatch.setenv("ALLOWED_HOSTS", " ")
    found = environment.int("PORT", default=8000), environment.list("ALLOWED_HOSTS", default=["partheland.example"])

    assert found == (8000, ["partheland.example"])


def test_a_secrets_file_may_end_with_a_line_break(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "keys").write_text("former,earlier\n")
    monkeypatch.setenv("FORMER_WORDS_FILE", str(tmp_path / "keys"))

    assert environment.list("FORMER_WORDS", default=[]) == ["former", "earlier"]


@pytest.mark.parametrize(("scheme", "port"), [("smtp", 25), ("smtp+tls", 587), ("smtp+ssl", 465)])
def test_a_mail_server_has_the_port_of_its_kind(scheme: str, port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EMAIL_URL", f"{scheme}://max:ge%2Fheim@mail.example")
    server = environment.mail_server("EMAIL_URL")

    assert (server["EMAIL_HOST"], server["EMAIL_PORT"], server["EMAIL_HOST_PASSWORD"]) == (
        "mail.example", port, "ge/heim",
    )  # fmt: skip


CHECKED: list[tuple[str, Any, Callable[[], Sequence[CheckMessage]], str]] = [
    ("PUBLIC_URL", "partheland.example", checks.addresses_are_whole, "PUBLIC_URL is not the address of a site."),
    ("PUBLIC_URL", "https://partheland.example/app", checks.addresses_are_whole,
     "PUBLIC_URL is not the address of a site."),
    ("DEFAULT_FROM_EMAIL", "Partheland", checks.addresses_are_whole, "DEFAULT_FROM_EMAIL is no e-mail address."),
    ("RETENTION_DAYS", {"audits": 730}, periods_are_known,
     "RETENTION_DAYS names “audits”, which is no period of ours."),
    ("RETENTION_DAYS", {"audit": -1}, periods_are_known, "RETENTION_DAYS has -1 for “audit”."),
    ("RETENTION_DAYS", {"audit": 999_999}, periods_are_known, "RETENTION_DAYS has 999999 for “audit”."),
    ("NEWSLETTER_WEEKLY", "07:00", rhythms_are_readable,
     "NEWSLETTER_WEEKLY is “07:00”; it must be written like “thu 07:00”."),
    ("NEWSLETTER_DAILY", "25:00", rhythms_are_readable,
     "NEWSLETTER_DAILY is “25:00”; it must be written like “07:00”."),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value", "check", "sentence"), CHECKED)
def test_what_makes_no_sense_stops_the_start(
    name: str, value: object, check: Callable[[], Sequence[CheckMessage]], sentence: str, settings: Any
) -> None:
    assert list(check()) == []
    setattr(settings, name, value)

    assert [(found.msg, found.is_serious()) for found in check()] == [(sentence, True)]


def test_former_keys_that_are_none_are_refused() -> None:
    with pytest.raises(jwt_keys.UnusableKey, match="JWT_FORMER_KEYS holds no key in PEM"):
        jwt_keys.key_set(jwt_keys.generate(), "/run/secrets/former.pem")


def test_a_folder_for_uploads_that_cannot_be_made_is_refused(settings: Any) -> None:
    settings.MEDIA = Path("/proc/uploads")

    with pytest.raises(CannotServe) as refused:
        preparation.check_settings()

    assert str(refused.value) == (
        "The folder for uploaded files, /proc/uploads, is not usable (No such file or directory); see MEDIA."
    )


def test_a_command_without_its_database_ends_with_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody_answers(_arguments: Sequence[str]) -> None:
        raise OperationalError from PoolTimeout("couldn't get a connection after 10.00 sec")

    monkeypatch.setattr(manage, "execute_from_command_line", nobody_answers)
    with pytest.raises(SystemExit) as ended:
        manage.main()

    assert ended.value.code == (
        "The database does not answer. The embedded one is there only while the service runs: start it first; else "
        "look at DATABASE_URL and at the server."
    )
