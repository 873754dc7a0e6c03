"""Who came: checked in at the door, or marked afterwards on the list."""

import uuid

from core import tokens
from core.accounts import roles
from core.actors import Act, Actor
from core.audit.record import record
from core.errors import Missing
from events import checkin, errors
from events.models import Event, Registration, RegistrationState, RegistrationToken
from events.services.locking import locked_registration


def check_in_by_code(event_id: uuid.UUID, scanned: str, *, by: Actor) -> tuple[Registration, bool]:
    """Check in who shows this picture, or its bare code, at the door of this event.

    Returns the registration, and whether it was checked in before.
    Raises Missing, UnknownCode, WrongEvent, NoSeat, NotEntrusted.
    """
    found = find_by_code(event_id, checkin.code_of(scanned))
    was_here = found.checked_in_at is not None
    return check_in(found.pk, by=by), was_here


def find_by_code(event_id: uuid.UUID, code: str) -> Registration:
    """The registration whose picture was shown at this event's door. Raises Missing, UnknownCode, WrongEvent."""
    if not Event.objects.filter(pk=event_id).exists():
        raise Missing
    try:
        row = tokens.find(RegistrationToken, code, purpose=RegistrationToken.CHECK_IN)
    except tokens.LinkExpired:
        raise errors.UnknownCode from None
    registration = Registration.objects.select_related("workshop__event").get(pk=row.registration_id)
    if registration.workshop.event_id != event_id:
        raise errors.WrongEvent
    return registration


def check_in(registration_id: uuid.UUID, *, by: Actor) -> Registration:
    """The party is here. Repeating it changes nothing and keeps the first moment.

    Raises NoSeat, Missing, NotEntrusted.
    """
    with locked_registration(registration_id) as (workshop, registration, now):
        roles.require(by, Act.CHECK_IN, workshop.organization_id)
        if registration.state != RegistrationState.CONFIRMED:
            raise errors.NoSeat
        if registration.checked_in_at is None:
            registration.attended, registration.checked_in_at = True, now
            registration.save(update_fields=["attended", "checked_in_at"])
            record("registration.checked_in", registration, by=by)
    return registration


def mark(registration_id: uuid.UUID, *, attended: bool | None, by: Actor) -> Registration:
    """Note on the list that the party came, did not come, or that this is open again.

    Raises NoSeat, Missing, NotEntrusted.
    """
    with locked_registration(registration_id) as (workshop, registration, _now):
        roles.require(by, Act.PARTICIPANTS, workshop.organization_id)
        if registration.state != RegistrationState.CONFIRMED:
            raise errors.NoSeat
        if registration.attended is not attended:
            registration.attended = attended
            if not attended:
                registration.checked_in_at = None
            registration.save(update_fields=["attended", "checked_in_at"])
            record("registration.attendance_marked", registration, by=by, attended=attended)
    return registration
