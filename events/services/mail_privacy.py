"""Personal data of mails by which people register: gone once they are settled, at the latest after two weeks."""

import secrets
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from core import privacy, sealing
from core.accounts.models import Person
from core.actors import Actor
from core.privacy import Rule, retention
from events.models import IncomingMail, Outcome


def export(person: Person) -> dict[str, Any]:
    waiting = IncomingMail.objects.filter(sender=person.email).order_by("created_at")
    return {"mails": list(waiting.values("created_at", "sender_name", "subject", "text", "outcome"))}


def erase(person: Person, *, keep_contributions: bool, by: Actor) -> None:  # noqa: ARG001 - every domain's signature
    _empty(IncomingMail.objects.filter(sender=person.email))
    # Settled ones know the address only by its keyed digest: nobody can tell any more whose they were.
    theirs = IncomingMail.objects.filter(sender_digest=sealing.digest("incoming", person.email))
    theirs.update(sender_digest=secrets.token_bytes(32), message_id="")


def _unsettled(now: datetime) -> QuerySet[IncomingMail]:
    return IncomingMail.objects.unsettled().filter(created_at__lt=retention.limit("incoming_mails", now=now))


def _traces(now: datetime) -> QuerySet[IncomingMail]:
    return IncomingMail.objects.filter(created_at__lt=retention.limit("incoming_mail_traces", now=now))


def take_part() -> None:
    rules = [Rule("incoming_mails", _unsettled, _empty), Rule("incoming_mail_traces", _traces)]
    privacy.register("events_mail", models=[IncomingMail], export=export, erase=erase, rules=rules)


def _empty(rows: QuerySet[IncomingMail]) -> None:
    nothing = {"sender": "", "sender_name": "", "subject": "", "text": "", "message_id": ""}
    rows.update(**nothing, outcome=Outcome.DISMISSED, settled_at=timezone.now())
