"""Writing the audit: called inside the transaction of the act it tells of."""

from collections.abc import Collection
from typing import Any

from django.db import models

from core.actors import Actor
from core.audit.models import AuditEntry


def record(act: str, subject: models.Model, *, by: Actor, **details: Any) -> None:
    """Note that `by` did `act` (a verb in the past, “registration.confirmed”) to `subject`."""
    AuditEntry.objects.create(
        act=act,
        actor_kind=by.kind,
        actor_id=by.person_id,
        subject_type=subject._meta.label_lower,
        subject_id=str(subject.pk),
        details=details,
    )


def changed_fields(before: models.Model | None, after: models.Model, *, untracked: Collection[str]) -> set[str]:
    """Names of the columns that differ between a row and what replaces it; all of them where there was no row."""
    names = {field.attname for field in after._meta.concrete_fields} - set(untracked)
    return {name for name in names if before is None or getattr(before, name) != getattr(after, name)}
