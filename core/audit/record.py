"""Writing the audit: called inside the transaction of the act it tells of."""

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
