"""What a person was told and how they want to hear of it: theirs to take along, erased with them, kept for a while."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from core import privacy
from core.accounts.models import Person
from core.actors import Actor
from core.notifications.models import Choice, Notification
from core.privacy import retention


def export(person: Person) -> dict[str, Any]:
    told = Notification.objects.filter(person=person).order_by("created_at", "id")
    choices = Choice.objects.filter(person=person).order_by("subject")
    return {
        "told": list(told.values("subject", "event_id", "channel", "created_at", "read_at")),
        "choices": list(choices.values("subject", "delivery")),
    }


def erase(person: Person, *, keep_contributions: bool, by: Actor) -> None:  # noqa: ARG001 - nothing here is a contribution
    Notification.objects.filter(person=person).delete()
    Choice.objects.filter(person=person).delete()


def _old(now: datetime) -> QuerySet[Notification]:
    return Notification.objects.filter(created_at__lte=retention.limit("notifications", now=now))


def size(person: Person) -> int:
    return Notification.objects.filter(person=person).count()


def take_part() -> None:
    rules = [privacy.Rule("notifications", _old)]
    privacy.register("notifications", models=[Notification, Choice], export=export, erase=erase, rules=rules, size=size)
