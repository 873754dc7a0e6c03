"""Which letters went to a person: the outbox holds ids only, and forgets them in time."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from core import privacy
from core.accounts.models import Person
from core.actors import Actor
from core.mail.models import OutgoingMail
from core.privacy import retention


def export(person: Person) -> dict[str, Any]:
    letters = OutgoingMail.objects.filter(ids__person_id=str(person.pk)).order_by("created_at")
    return {"letters": list(letters.values("letter", "created_at", "status", "settled_at"))}


def erase(person: Person, *, keep_contributions: bool, by: Actor) -> None:  # noqa: ARG001 - nothing here is a contribution
    OutgoingMail.objects.filter(ids__person_id=str(person.pk)).delete()


def _settled_long_ago(now: datetime) -> QuerySet[OutgoingMail]:
    return OutgoingMail.objects.filter(settled_at__lt=retention.limit("mails", now=now))


def size(person: Person) -> int:
    return OutgoingMail.objects.filter(ids__person_id=str(person.pk)).count()


def take_part() -> None:
    rules = [privacy.Rule("mails", _settled_long_ago)]
    privacy.register("mail", models=[OutgoingMail], export=export, erase=erase, rules=rules, size=size)
