"""Who acts, and what for whom they may: handed to every service as `by=` and written into the audit."""

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from core.accounts.models import Person


class Act(Enum):
    """What somebody may be entrusted with for an organization (core.accounts.roles says by which role)."""

    EVENTS = "events"
    PARTICIPANTS = "participants"
    CHECK_IN = "check_in"
    NEWS = "news"
    CALLS = "calls"  # calls for ideas, measures and what else asks the people something
    IDEAS = "ideas"  # ideas and comments: checked, answered, hidden
    MANAGE = "manage"  # people, site keys, and the organization's audit


@dataclass(frozen=True)
class Grant:
    """What the actor may do for one organization.

    `places` are the municipalities of which it is the public authority, where it handles ideas or manages; what
    concerns the whole region only where `handles_region`.
    """

    organization_id: uuid.UUID
    acts: frozenset[Act]
    places: frozenset[uuid.UUID] = frozenset()
    handles_region: bool = False


@dataclass(frozen=True)
class Actor:
    """A person with an account, a guest with a link, a clerk with roles, a municipal site, or the service itself."""

    kind: Literal["person", "guest", "clerk", "site", "system"]
    person_id: uuid.UUID | None = None
    site_key_id: uuid.UUID | None = None
    grants: frozenset[Grant] = field(default=frozenset(), repr=False)
    is_administrator: bool = False

    @property
    def is_clerk(self) -> bool:
        return self.kind == "clerk"

    @property
    def is_bound(self) -> bool:
        """Whether only its grants count: everybody's do but the administrator's and those of the service itself."""
        return not (self.is_administrator or self.kind == "system")


GUEST = Actor("guest")
SYSTEM = Actor("system")


def person(account: "Person") -> Actor:
    return Actor("person", account.pk)


def clerk(account: "Person", grants: Iterable[Grant] = ()) -> Actor:
    """Somebody of an office; core.accounts.services.memberships reads the grants."""
    return Actor("clerk", account.pk, grants=frozenset(grants), is_administrator=account.is_superuser)
