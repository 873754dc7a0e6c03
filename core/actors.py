"""Who acts: handed to every service as `by=` and written into the audit."""

import uuid
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from core.accounts.models import Person


@dataclass(frozen=True)
class Actor:
    """A person with an account, a guest with a link, a clerk with a role, or the service itself."""

    kind: Literal["person", "guest", "clerk", "system"]
    person_id: uuid.UUID | None = None

    @property
    def is_clerk(self) -> bool:
        return self.kind == "clerk"


GUEST = Actor("guest")
SYSTEM = Actor("system")


def person(account: "Person") -> Actor:
    return Actor("person", account.pk)


def clerk(account: "Person") -> Actor:
    return Actor("clerk", account.pk)
