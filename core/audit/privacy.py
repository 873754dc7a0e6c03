"""What a person did, as the audit tells it: it stays without the actor when the account goes, and ends in time."""

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet

from core import privacy
from core.accounts.models import Person
from core.actors import Actor
from core.audit.models import AuditEntry
from core.privacy import retention


def export(person: Person) -> dict[str, Any]:
    acts = AuditEntry.objects.filter(actor=person).order_by("id")
    return {"acts": list(acts.values("at", "act", "subject_type", "subject_id", "details"))}


def erase(person: Person, *, keep_contributions: bool, by: Actor) -> None:  # noqa: ARG001 - every domain's signature
    """Take the actor out; the rest is codes and numbers, and others may need it."""
    AuditEntry.objects.filter(actor=person).update(actor=None)


def expire(now: datetime) -> int:
    """Let go of what is old enough; the database keeps all else (migrations/0003_immutable.py)."""
    limit = retention.limit("audit", now=now)

    def let_go(batch: QuerySet[AuditEntry]) -> None:
        with connection.cursor() as cursor:
            # Until the end of the batch's transaction.
            cursor.execute("SELECT set_config('audit.expired_before', %s, true)", [limit.isoformat()])
        batch.delete()

    return retention.in_batches(AuditEntry.objects.filter(at__lt=limit), let_go)


def take_part() -> None:
    privacy.register("audit", models=[AuditEntry], export=export, erase=erase, expire=expire)
