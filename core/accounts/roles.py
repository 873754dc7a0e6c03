"""Who may do what for whom: the one place. Services enforce it; administration and API ask the same questions."""

import uuid
from collections.abc import Iterable, Mapping

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.accounts.models import Role, Scope
from core.actors import Act, Actor
from core.errors import Forbidden

ACTS_OF_ROLE: Mapping[str, frozenset[Act]] = {
    Role.EDITOR: frozenset({Act.EVENTS, Act.PARTICIPANTS, Act.CHECK_IN, Act.NEWS, Act.CALLS}),
    Role.MODERATOR: frozenset({Act.IDEAS}),
    Role.MANAGER: frozenset({Act.MANAGE}),
}
ACTS_OF_SCOPE: Mapping[str, frozenset[Act]] = {
    Scope.READ: frozenset(),
    Scope.EVENTS_WRITE: frozenset({Act.EVENTS}),
    Scope.NEWS_WRITE: frozenset({Act.NEWS}),
    Scope.CHECKIN: frozenset({Act.CHECK_IN}),
}


class NotEntrusted(Forbidden):
    code = "not_entrusted"
    title = _("Not entrusted to you")
    advice = _(
        "You have no role that allows this for this organization. Somebody who manages the organization can give it "
        "to you."
    )


def acts_of(roles_or_scopes: Iterable[str]) -> frozenset[Act]:
    """Everything that these roles, or these scopes of a key, allow together."""
    return frozenset().union(*((ACTS_OF_ROLE | ACTS_OF_SCOPE)[one] for one in roles_or_scopes))  # type: ignore[operator]


def may(actor: Actor, act: Act, organization_id: uuid.UUID | None) -> bool:
    """Whether the actor may do this for the organization; what belongs to none is for administrators."""
    return not actor.is_bound or organization_id in _organizations(actor, act)


def may_anywhere(actor: Actor, act: Act) -> bool:
    """Whether there is any organization for which the actor may do this."""
    return not actor.is_bound or bool(_organizations(actor, act))


def may_handle_ideas_of(actor: Actor, municipality_id: uuid.UUID | None) -> bool:
    """Whether the actor may check and answer ideas there; without municipality they concern the whole region."""
    return not actor.is_bound or on_behalf_of(actor, municipality_id) is not None


def on_behalf_of(actor: Actor, municipality_id: uuid.UUID | None) -> uuid.UUID | None:
    """The organization for which the actor handles ideas there; of several, the same each time."""
    return authority_for(actor, Act.IDEAS, municipality_id)


def authority_for(actor: Actor, act: Act, municipality_id: uuid.UUID | None) -> uuid.UUID | None:
    """The public authority of the place for which the actor does this; without municipality, of the whole region."""
    return min(
        (
            grant.organization_id
            for grant in actor.grants
            if act in grant.acts
            and (grant.handles_region if municipality_id is None else municipality_id in grant.places)
        ),
        default=None,
    )


def require(actor: Actor, act: Act, *organization_ids: uuid.UUID | None) -> None:
    """Raises NotEntrusted where the actor may not do this for each of the organizations."""
    if not all(may(actor, act, one) for one in organization_ids):
        raise NotEntrusted


def require_ideas_of(actor: Actor, *municipality_ids: uuid.UUID | None) -> None:
    """Raises NotEntrusted where the actor may not handle the ideas of each of these municipalities."""
    if not all(may_handle_ideas_of(actor, one) for one in municipality_ids):
        raise NotEntrusted


def entrusted(actor: Actor, act: Act, *, organization: str) -> Q:
    """What the actor may do this to, as a condition on rows; `organization` is the way from a row to its own."""
    return Q(**{f"{organization}__in": _organizations(actor, act)}) if actor.is_bound else Q()


def entrusted_ideas(actor: Actor, *, municipality: str) -> Q:
    """The ideas the actor may handle, as a condition on rows."""
    return entrusted_places(actor, Act.IDEAS, municipality=municipality)


def entrusted_places(actor: Actor, act: Act, *, municipality: str) -> Q:
    """Rows of the places, and of the region, for whose public authority the actor does this."""
    if not actor.is_bound:
        return Q()
    grants = [grant for grant in actor.grants if act in grant.acts]
    places = Q(**{f"{municipality}__in": frozenset[uuid.UUID]().union(*(grant.places for grant in grants))})
    of_region = Q(**{f"{municipality}__isnull": True})
    return places | of_region if any(grant.handles_region for grant in grants) else places


def _organizations(actor: Actor, act: Act) -> frozenset[uuid.UUID]:
    return frozenset(grant.organization_id for grant in actor.grants if act in grant.acts)


def scope_of(act: Act) -> str:
    """The scope that opens an act to a key."""
    return next(str(scope) for scope, acts in ACTS_OF_SCOPE.items() if act in acts)
