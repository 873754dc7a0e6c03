"""Roles of people: read for who acts, given, changed and taken."""

import uuid

from django.contrib.postgres.aggregates import ArrayAgg
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import actors
from core.accounts import roles
from core.accounts.models import EndReason, Membership, Person, Role
from core.accounts.services import sessions
from core.actors import Act, Actor, Grant
from core.audit.record import record
from core.errors import Conflict, Missing
from core.mail import outbox
from core.municipalities.models import Municipality, Organization


class HasRoleAlready(Conflict):
    code = "has_role_already"
    title = _("Has this role already")
    advice = _("The person has this role in the organization already. Nothing needs to be done.")


def actor_of(person: Person) -> Actor:
    """The person as a clerk, with what their roles allow at this moment."""
    return actors.clerk(person, _grants(person))


def of(person: Person) -> list[Membership]:
    """The person's roles, by the organization's name."""
    rows = Membership.objects.filter(person=person).select_related("organization")
    return list(rows.order_by("organization__sort_key", "organization_id", "role"))


def give(person: Person, organization: Organization, role: Role, *, by: Actor) -> Membership:
    """Give a role; inside the caller's transaction, who has made sure that it may be given.

    All sessions end: the next sign-in is one of a clerk, with all that this asks for. Giving it again changes nothing.
    """
    locked = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
    known = Membership.objects.filter(person=locked, organization=organization, role=role).first()
    if known is not None:
        return known
    membership = Membership.objects.create(person=locked, organization=organization, role=role)
    record("membership.given", membership, by=by, person=str(locked.pk), role=role)
    _roles_changed(locked, by=by)
    return membership


def why_not_give(person: Person, organization: Organization, role: str) -> HasRoleAlready | None:
    known = Membership.objects.filter(person=person, organization=organization, role=role)
    return HasRoleAlready() if known.exists() else None


def change(membership_id: uuid.UUID, *, role: Role, by: Actor) -> Membership:
    """Make it another role. Raises Missing, NotEntrusted, HasRoleAlready."""
    with transaction.atomic():
        membership = _locked(membership_id, by=by)
        if membership.role == role:
            return membership
        if refusal := why_not_give(membership.person, membership.organization, role):
            raise refusal
        before, membership.role = membership.role, role
        membership.save(update_fields=["role"])
        record(
            "membership.changed", membership, by=by, person=str(membership.person_id), changes={"role": [before, role]}
        )
        _roles_changed(membership.person, by=by)
    return membership


def remove(membership_id: uuid.UUID, *, by: Actor) -> None:
    """Take the role; the person's account stays. Raises Missing, NotEntrusted."""
    with transaction.atomic():
        membership = _locked(membership_id, by=by)
        person, role = membership.person, membership.role
        record("membership.removed", membership, by=by, person=str(person.pk), role=role)
        membership.delete()
        _roles_changed(person, by=by)


def _locked(membership_id: uuid.UUID, *, by: Actor) -> Membership:
    """The membership under the lock of its person's row, which all verbs about an account take first."""
    owners = Membership.objects.filter(pk=membership_id).values("person")
    person = Person.objects.select_for_update(no_key=True).filter(pk__in=owners).first()
    membership = Membership.objects.select_related("organization").filter(pk=membership_id).first()
    if person is None or membership is None:
        raise Missing
    roles.require(by, Act.MANAGE, membership.organization_id)
    membership.person = person
    return membership


def _roles_changed(person: Person, *, by: Actor) -> None:
    """Let who has a role into the administration, and nobody else; sign the person out, and tell them."""
    person.is_staff = person.is_superuser or Membership.objects.filter(person=person).exists()
    person.save(update_fields=["is_staff"])
    sessions.end_all(person, EndReason.ROLE_CHANGED, by=by)
    outbox.queue("role_changed", language=person.language, person_id=person.pk)


def _grants(person: Person) -> list[Grant]:
    if person.is_superuser:
        return []  # who may do everything needs no list
    organizations = Organization.objects.filter(memberships__person=person).annotate(
        held=ArrayAgg("memberships__role", distinct=True), places=ArrayAgg("municipalities", distinct=True)
    )
    # The join keeps to this person's memberships: the filter on them stands before the aggregate.
    return [_grant(one.pk, one.held, one.places if one.handles_ideas else []) for one in organizations]


def _grant(organization_id: uuid.UUID, held: list[str], places: list[uuid.UUID]) -> Grant:
    acts = roles.acts_of(held)
    if not acts & {Act.IDEAS, Act.MANAGE}:
        return Grant(organization_id, acts)
    everywhere = set(Municipality.objects.values_list("pk", flat=True)) <= set(places)
    return Grant(organization_id, acts, frozenset(places), handles_region=everywhere)
