"""Who keeps personal data: core can't call upwards, so each domain registers what it does with its own."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol

from django.db import models

from core.actors import Actor

if TYPE_CHECKING:
    from core.accounts.models import Person


class Erase(Protocol):
    def __call__(self, person: "Person", *, keep_contributions: bool, by: Actor) -> None: ...


def delete(rows: models.QuerySet[Any]) -> None:
    """What most rules do."""
    rows.delete()


@dataclass(frozen=True)
class Rule:
    """One act of every night, by which a period of core.privacy.retention is kept.

    `key` names the period, `due` the rows whose time is over at a moment, and `act` deletes or empties some hundred of
    them. Afterwards they are due no more: so doing it again changes nothing.
    """

    key: str
    due: Callable[[datetime], models.QuerySet[Any]]
    act: Callable[[models.QuerySet[Any]], object] = delete


@dataclass(frozen=True)
class Domain:
    """The models with personal data of one domain, and its answers to their owners.

    `export` tells everything it knows of a person, ready for JSON (dates and UUIDs allowed).
    `erase` deletes or anonymises it inside the caller's transaction; kept contributions lose their author.
    `rules` do so for what is older than core.privacy.retention allows, in this order.
    `size` tells how many rows its export has, where they may be many; it must cost far less than the export.
    `adopt` joins what a guest with the person's address did with the account, and tells how many rows.
    `readdress` lets the person's own rows follow to their new address from the old one it is given.
    """

    name: str
    models: Sequence[type[models.Model]]
    export: Callable[["Person"], dict[str, Any]]
    erase: Erase
    rules: Sequence[Rule] = ()
    adopt: Callable[["Person"], int] | None = None
    readdress: Callable[["Person", str], int] | None = None
    size: Callable[["Person"], int] | None = None


_domains: dict[str, Domain] = {}


def register(
    name: str,
    *,
    models: Sequence[type[models.Model]],
    export: Callable[["Person"], dict[str, Any]],
    erase: Erase,
    rules: Sequence[Rule] = (),
    adopt: Callable[["Person"], int] | None = None,
    readdress: Callable[["Person", str], int] | None = None,
    size: Callable[["Person"], int] | None = None,
) -> None:
    """Take part; called in the application's `ready`, hence floor by floor from the ground up."""
    _domains[name] = Domain(name, models, export, erase, rules, adopt, readdress, size)


def domains() -> list[Domain]:
    """All of them, the ground floor first."""
    return list(_domains.values())
