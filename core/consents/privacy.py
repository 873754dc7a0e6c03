"""What becomes of consents: they outlive the account without its name, for we must be able to prove them."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from core import privacy
from core.accounts.models import Person
from core.actors import Actor
from core.consents import records
from core.consents.models import Consent, ConsentText, EndReason
from core.privacy import Rule
from core.privacy.retention import limit


def export(person: Person) -> dict[str, Any]:
    rows = _of(person).select_related("text").order_by("asked_at", "pk")
    fields = ("asked_at", "confirmed_at", "proof", "ended_at", "end_reason", "about_id")
    return {
        "consents": [
            {"consent": one.text.kind, "version": one.text.version, "text": one.text.text}
            | {name: getattr(one, name) for name in fields}
            for one in rows
        ]
    }


def erase(person: Person, *, keep_contributions: bool, by: Actor) -> None:  # noqa: ARG001 - every domain's signature
    """The proof stays under the keyed hash of the address (GDPR Art. 17(3)(e)), and nobody's name leads to it."""
    mine = _of(person)
    records.end(mine, EndReason.ERASED)
    mine.update(person=None)


def adopt(person: Person) -> int:
    return Consent.objects.of_address(person.email).filter(person=None, ended_at=None).update(person=person)


def _of(person: Person) -> QuerySet[Consent]:
    """Theirs, and what nobody's account has of their address: an account that has moved away took its consents along,
    and who has its former mailbox by now neither reads nor ends them.
    """
    unclaimed = Consent.objects.of_address(person.email).filter(person=None)
    return Consent.objects.filter(Q(person=person) | Q(pk__in=unclaimed))


def _past(now: datetime) -> QuerySet[Consent]:
    return Consent.objects.filter(ended_at__lt=limit("consents", now=now))


def _drop(rows: QuerySet[Consent]) -> None:
    """With the words nobody's consent needs any more."""
    texts = set(rows.values_list("text", flat=True))
    rows.delete()
    still_needed = Consent.objects.filter(text__in=texts).values("text")
    ConsentText.objects.filter(pk__in=texts).exclude(pk__in=still_needed).delete()


RULES = (Rule("consents", _past, _drop),)


def take_part() -> None:
    privacy.register("consents", models=[Consent], export=export, erase=erase, rules=RULES, adopt=adopt)
