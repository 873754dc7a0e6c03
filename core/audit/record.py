"""Writing the audit: called inside the transaction of the act it tells of."""

import uuid
from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from core.actors import Actor
from core.audit.models import AuditEntry
from core.municipalities.models import Organization

# Fields whose values are codes, numbers and moments; of texts the audit only tells that they changed.
TELLING = (models.BooleanField, models.DateField, models.DurationField, models.FloatField, models.IntegerField)


def record(
    act: str, subject: models.Model, *, by: Actor, organization_id: uuid.UUID | None = None, **details: Any
) -> AuditEntry:
    """Note that `by` did `act` (a verb in the past, “registration.confirmed”) to `subject`.

    It belongs to the trail of the object's organization; where the object has none, of `organization_id`, or of the
    only one the actor works for.
    """
    return AuditEntry.objects.create(
        act=act,
        actor_kind=by.kind,
        actor_id=by.person_id,
        site_key_id=by.site_key_id,
        organization_id=_organization_of(subject) or organization_id or _only_organization_of(by),
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        details=details,
    )


def changed_fields(before: models.Model | None, after: models.Model, *, untracked: Collection[str]) -> set[str]:
    """Names of the columns that differ between a row and what replaces it; all of them where there was no row."""
    names = {field.attname for field in after._meta.concrete_fields} - set(untracked)
    return {name for name in names if before is None or getattr(before, name) != getattr(after, name)}


def differences(before: models.Model | None, after: models.Model, *, fields: Collection[str]) -> dict[str, Any]:
    """What the audit tells of a change: the fields' names, and before and after of codes, numbers and moments.

    Never what somebody has written.
    """
    told: dict[str, Any] = {"fields": sorted(fields)}
    telling = {field.attname for field in after._meta.concrete_fields if _is_telling(field)} & set(fields)
    if before is not None and telling:
        told["changes"] = {name: [_plain(before, name), _plain(after, name)] for name in sorted(telling)}
    return told


def _organization_of(subject: models.Model) -> uuid.UUID | None:
    return subject.pk if isinstance(subject, Organization) else getattr(subject, "organization_id", None)


def _only_organization_of(by: Actor) -> uuid.UUID | None:
    organizations = {grant.organization_id for grant in by.grants}
    return organizations.pop() if len(organizations) == 1 else None


def _is_telling(field: Any) -> bool:
    kind = field.base_field if isinstance(field, ArrayField) else field
    is_person = field.related_model is not None and field.related_model._meta.label == "accounts.Person"
    return bool(kind.choices) or isinstance(kind, TELLING) or (field.is_relation and not is_person)


def _plain(row: models.Model, name: str) -> Any:
    value = getattr(row, name)
    if isinstance(value, datetime | date):
        return value.isoformat()
    return value if value is None or isinstance(value, bool | int | float | list) else str(value)
