"""Answers kept for repeats hold what their owner was told, under a key that only the owner's app has."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from core import privacy
from core.accounts.models import Person
from core.actors import Actor
from core.idempotency import requests
from core.idempotency.models import IdempotentRequest


def export(person: Person) -> dict[str, Any]:
    kept = IdempotentRequest.objects.filter(person=person).order_by("created_at")
    return {"answers": list(kept.values("created_at", "expires_at"))}


def erase(person: Person, *, keep_contributions: bool, by: Actor) -> None:  # noqa: ARG001 - every domain's signature
    IdempotentRequest.objects.filter(person=person).delete()


def _over(now: datetime) -> QuerySet[IdempotentRequest]:  # noqa: ARG001 - the rows know their end, by the database's clock
    return requests.over()


def take_part() -> None:
    rules = [privacy.Rule("answers", _over)]
    privacy.register("idempotency", models=[IdempotentRequest], export=export, erase=erase, rules=rules)
