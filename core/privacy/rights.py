"""What a person may ask for: everything we know (GDPR Art. 15, 20), its erasure (Art. 17), and one's own guest data."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from core.accounts.models import Person
from core.actors import Actor
from core.audit.record import record
from core.privacy.registry import domains


def export(person: Person) -> dict[str, Any]:
    """Everything about the person, by domain; ready for JSON."""
    return {"exported_at": timezone.now(), **{domain.name: domain.export(person) for domain in domains()}}


def size(person: Person) -> int:
    """About how many rows the export has."""
    return sum(domain.size(person) for domain in domains() if domain.size)


def erase(person: Person, *, keep_contributions: bool, by: Actor) -> None:
    """Delete the account and all personal data, in one transaction; kept contributions show a deleted person.

    The upper floors go first, the account itself last, for all find their rows by it. Its row is locked before, so
    that nothing new can refer to it in the meantime. Erasing who is erased already changes nothing.
    """
    with transaction.atomic():
        locked = Person.objects.select_for_update().filter(pk=person.pk).first()
        if locked is None:
            return
        record("account.erased", locked, by=by, keep_contributions=keep_contributions)
        for domain in reversed(domains()):
            domain.erase(locked, keep_contributions=keep_contributions, by=by)
        locked.delete()


def guest(email: str) -> Person:
    """Who has proved an address that no account has, for the domains: a person without a row, named by nothing."""
    return Person(email=email)


def is_guest(person: Person) -> bool:
    """Whether it is one of those."""
    return person._state.adding  # noqa: SLF001 - Django documents it


def erase_guest(person: Person, *, keep_contributions: bool, by: Actor) -> None:
    """Delete all that is stored under the guest's address, in one transaction, as with an account."""
    with transaction.atomic():
        for domain in reversed(domains()):
            domain.erase(person, keep_contributions=keep_contributions, by=by)


def readdress(person: Person, old_email: str) -> int:
    """Let the account's own rows follow to its new address; returns how many."""
    with transaction.atomic():
        return sum(domain.readdress(person, old_email) for domain in domains() if domain.readdress)


def adopt(person: Person) -> int:
    """Join what was done as a guest with the person's verified address to the account; returns how many rows."""
    with transaction.atomic():
        return sum(domain.adopt(person) for domain in domains() if domain.adopt)
