"""Settling the workshops in which time has done something since the last act."""

from datetime import datetime

from django.db.models import Q

from core.errors import Missing
from events import policies
from events.models import Registration, RegistrationState, Workshop
from events.services.locking import locked_workshop


def settle_due(*, now: datetime) -> int:
    """Settle each workshop in which time has done something; returns how many. One transaction per workshop."""
    due = Registration.objects.filter(
        Q(state=RegistrationState.OFFERED, offered_until__lte=now)
        | Q(state=RegistrationState.UNCONFIRMED, holds_until__lte=now)
        | Q(state=RegistrationState.UNCONFIRMED, created_at__lte=now - policies.CONFIRM_WITHIN)
    )
    event_ids = set(due.order_by().values_list("workshop__event", flat=True).distinct())
    event_ids |= set(Workshop.objects.shown_wrongly(now).values_list("event", flat=True))
    for event_id in event_ids:
        try:
            with locked_workshop(event_id):
                pass  # taking the lock settles, leaving it shows
        except Missing:
            continue
    return len(event_ids)
