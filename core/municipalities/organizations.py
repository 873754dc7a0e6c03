"""Changing who publishes."""

from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from core.actors import Actor
from core.audit.record import record
from core.municipalities import addressing
from core.municipalities.models import Municipality, Organization
from core.text import sort_key


def save(organization: Organization, *, municipalities: Iterable[Municipality], by: Actor) -> Organization:
    """Write a new or changed organization with those it may address; what it has published stays as it is."""
    with transaction.atomic():
        is_new = not Organization.objects.filter(pk=organization.pk).exists()
        organization.sort_key, organization.updated_at = sort_key(organization.name), timezone.now()
        organization.save()
        addressing.set_related(organization, municipalities=municipalities)
        record("organization.created" if is_new else "organization.changed", organization, by=by)
    return organization
