"""Taking or declining a seat that became free."""

import uuid

from core.actors import Actor
from events import errors
from events.models import CancelReason, Registration
from events.models import RegistrationState as State
from events.services import registrations, seats
from events.services.locking import locked_registration


def accept(registration_id: uuid.UUID, *, by: Actor) -> Registration:
    """Take the offered seat. Repeating it changes nothing. Raises NotOffered, RegistrationEnded."""
    with locked_registration(registration_id) as (_workshop, registration, now):
        if registration.state == State.CONFIRMED:
            return registration
        if registration.state in {State.CANCELLED, State.EXPIRED}:
            raise errors.RegistrationEnded
        if registration.state != State.OFFERED:
            raise errors.NotOffered
        seats.take(registration, now=now, by=by)
    return registration


def decline(registration_id: uuid.UUID, *, by: Actor) -> Registration:
    """Give the offered seat to the next. Repeating it changes nothing. Raises NotOffered."""
    with locked_registration(registration_id) as (workshop, registration, now):
        if registration.state in {State.CANCELLED, State.EXPIRED}:
            return registration
        if registration.state != State.OFFERED:
            raise errors.NotOffered
        registrations.end(registration, reason=CancelReason.DECLINED, now=now, by=by)
        seats.settle(workshop, now=now)
    return registration
