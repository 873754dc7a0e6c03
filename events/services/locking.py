"""The lock under which everything about a workshop's registrations is decided."""

import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.errors import Missing
from events import errors
from events.models import Event, Registration, Workshop
from events.services import seats


@contextmanager
def locked_workshop(event_id: uuid.UUID) -> Iterator[tuple[Workshop, datetime]]:
    """The event's workshop under its lock, settled, with the one moment of this act; what is shown follows at the end.

    Raises Missing, NoRegistration.
    """
    with transaction.atomic():
        workshop = Workshop.objects.locked(event_id)
        if workshop is None:
            raise errors.NoRegistration if Event.objects.published().filter(pk=event_id).exists() else Missing
        now = timezone.now()
        seats.settle(workshop, now=now)
        yield workshop, now
        seats.show(workshop, now=now)


@contextmanager
def locked_registration(registration_id: uuid.UUID) -> Iterator[tuple[Workshop, Registration, datetime]]:
    """A registration under its workshop's lock, settled, with the one moment of this act. Raises Missing."""
    event_id = Registration.objects.filter(pk=registration_id).values_list("workshop__event", flat=True).first()
    if event_id is None:
        raise Missing
    with locked_workshop(event_id) as (workshop, now):
        registration = Registration.objects.filter(pk=registration_id, workshop=workshop).first()
        if registration is None:
            raise Missing
        registration.workshop = workshop
        yield workshop, registration, now
