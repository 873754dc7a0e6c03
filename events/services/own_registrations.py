"""The registrations of a person with an account."""

import uuid

from django.db.models import QuerySet
from django.utils import timezone

from core.accounts.models import Person
from core.errors import Missing
from events.models import Registration


def of(person: Person) -> QuerySet[Registration]:
    """With their events, and where they stand in line, in the same query."""
    own = Registration.objects.filter(person=person).select_related("workshop__event")
    return own.prefetch_related("answers").with_line(timezone.now())


def one(registration_id: uuid.UUID, *, person: Person) -> Registration:
    """Raises Missing, also where it is somebody else's."""
    registration = of(person).filter(pk=registration_id).first()
    if registration is None:
        raise Missing
    return registration
