"""Devices that have signed in before: a signed proof that the device keeps, and nothing of it on our side.

It opens nothing. It spares its owner the letter about a new device, and gives them a meter of their own, so that
strangers who guess at an account lock nobody out (docs/adr/0014; after OWASP's device cookies).
"""

import uuid
from datetime import timedelta

from django.core import signing

from core.accounts.models import Person

SALT = "core.accounts.devices"
KNOWN_FOR = timedelta(days=365)
# A proof of ours has some 140 characters.
LONGEST = 300


def prove(person: Person, *, device_id: str | None = None) -> str:
    """The proof for a device that has just signed the person in; one that was known keeps its id."""
    return signing.dumps([str(person.pk), device_id or uuid.uuid4().hex], salt=SALT)


def known(proof: str, *, email: str) -> str | None:
    """The device's id, where it has signed in the account of this address before; None for all else."""
    try:
        person_id, device_id = signing.loads(proof[:LONGEST], salt=SALT, max_age=KNOWN_FOR)
    except signing.BadSignature:
        return None
    return device_id if Person.objects.filter(pk=person_id, email=email).exists() else None
