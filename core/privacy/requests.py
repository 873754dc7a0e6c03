"""Everybody's rights by mailed link, with or without an account: what is stored under an address, and its end."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from core import actors, privacy, tokens
from core.accounts.models import Person
from core.accounts.models.person import normalize_email
from core.actors import Actor
from core.audit.record import record
from core.mail import outbox
from core.privacy import exports, retention, rights, traces
from core.privacy.models import DataRequest, DataRequestToken, StoredExport


def ask(email: str, *, language: str) -> DataRequest:
    """Send the link to the address, whether or not anything is stored under it."""
    with transaction.atomic():
        request = DataRequest.objects.create(email=normalize_email(email))
        outbox.queue("data_request", language=language, data_request_id=request.pk)
    return request


def owner_of(token: str) -> Person:
    """Who proves by the link that the address is theirs: its account, or else a guest. Raises LinkExpired."""
    found = tokens.find(DataRequestToken, token, purpose=DataRequestToken.OPEN)
    email = found.request.email
    return Person.objects.filter(email=email).first() or rights.guest(email)


def erase(token: str, *, keep_contributions: bool) -> None:
    """Erase the account, or all that a guest has left under the address. The link ends with it. Raises LinkExpired."""
    with transaction.atomic():
        owner = owner_of(token)
        request = DataRequest.objects.select_for_update().filter(tokens__digest=tokens.digest(token)).first()
        if request is None:  # the same button, pressed twice
            raise tokens.LinkExpired
        if rights.is_guest(owner):
            record("guest.erased", request, by=actors.GUEST, keep_contributions=keep_contributions)
            rights.erase_guest(owner, keep_contributions=keep_contributions, by=actors.GUEST)
        else:
            rights.erase(owner, keep_contributions=keep_contributions, by=actors.person(owner))


def export_of(person: Person) -> dict[str, Any]:
    """The share of this floor in what is known of somebody: that they have asked."""
    asked = DataRequest.objects.filter(email=person.email).order_by("created_at")
    files = StoredExport.objects.filter(person=person)
    return {"requests": list(asked.values("created_at")), "files": list(files.values("created_at", "finished_at"))}


def erase_of(person: Person, *, keep_contributions: bool, by: Actor) -> None:  # noqa: ARG001 - every domain's signature
    asked = DataRequest.objects.filter(email=person.email)
    traces.remove(DataRequest, list(asked.values_list("pk", flat=True)), letters_by="data_request_id")
    asked.delete()
    StoredExport.objects.filter(person=person).delete()


def _old(now: datetime) -> QuerySet[DataRequest]:
    return DataRequest.objects.filter(created_at__lt=retention.limit("data_requests", now=now))


def take_part() -> None:
    privacy.register(
        "privacy",
        models=[DataRequest, DataRequestToken, StoredExport],
        export=export_of,
        erase=erase_of,
        rules=[privacy.Rule("data_requests", _old), privacy.Rule("exports", exports.old)],
    )
