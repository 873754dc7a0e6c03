"""The waiting list as those who wait and clerks see it: why somebody goes on waiting."""

from datetime import datetime

from events import policies
from events.models import Registration, RegistrationState, WaitingReason


def why_waiting(registration: Registration, *, now: datetime) -> WaitingReason | None:
    """Why no seat is offered to it; None for who does not wait. Asks nothing where the row was read `with_line`."""
    if registration.state != RegistrationState.WAITLISTED:
        return None
    row = registration
    if not hasattr(row, "seats_taken"):
        row = Registration.objects.with_line(now).get(pk=registration.pk)
    return policies.why_waiting(
        registration.workshop,
        party_size=registration.party_size,
        first_party=None if row.place == 1 else row.first_party,  # type: ignore[attr-defined]
        taken=row.seats_taken,  # type: ignore[attr-defined]
        now=now,
    )
