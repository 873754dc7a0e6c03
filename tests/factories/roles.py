"""Clerks and site keys as sentences: `clerk_of("stadt-naunhof", Role.EDITOR)`."""

from core.accounts.models import Membership, Role, Scope
from core.accounts.services import memberships, site_keys
from core.actors import SYSTEM
from core.municipalities.models import Organization
from tests.factories.accounts import PersonFactory


def clerk_of(slug, *roles, **person):
    """A person with these roles in the organization, who may enter the administration."""
    clerk = PersonFactory(is_staff=True, **person)
    organization = Organization.objects.get(slug=slug)
    for role in roles or Role.values:
        Membership.objects.create(person=clerk, organization=organization, role=role)
    return clerk


def actor_of(slug, *roles):
    return memberships.actor_of(clerk_of(slug, *roles))


def site_key_of(slug, *scopes, **more):
    """A new key with its secret, as its manager saw it."""
    organization = Organization.objects.get(slug=slug)
    return site_keys.create(
        organization, label="Webseite", scopes=scopes or Scope.values, by=SYSTEM, **{"expires_at": None, **more}
    )
