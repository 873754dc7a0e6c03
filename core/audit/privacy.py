"""What a person did, as the audit tells it: it stays without the actor when the account goes, and ends in time."""

from datetime import datetime
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone

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


def _old(now: datetime) -> QuerySet[AuditEntry]:
    return AuditEntry.objects.filter(at__lt=retention.limit("audit", now=now))


def _let_go(batch: QuerySet[AuditEntry]) -> None:
    """The database itself keeps whatever is younger than it is told here (migrations/0003_immutable.py)."""
    limit = retention.limit("audit", now=timezone.now())
    with connection.cursor() as cursor:
        # Until the end of the batch's transaction.
        cursor.execute("SELECT set_config('audit.expired_before', %s, true)", [limit.isoformat()])
    batch.delete()


def size(person: Person) -> int:
    return AuditEntry.objects.filter(actor=person).count()


def take_part() -> None:
    rules = [privacy.Rule("audit", _old, _let_go)]
    privacy.register("audit", models=[AuditEntry], export=export, erase=erase, rules=rules, size=size)
