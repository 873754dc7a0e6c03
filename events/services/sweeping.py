"""Settling the workshops in which time has done something since the last act."""

from datetime import datetime

from django.db.models import Q

from core.errors import Missing
from events import policies
from events.models import Registration, RegistrationState
from events.services.locking import locked_workshop


def settle_due(*, now: datetime) -> int:
    """Settle each workshop with a lapsed hold, offer or link; returns how many. One transaction per workshop."""
    due = Registration.objects.filter(
        Q(state=RegistrationState.OFFERED, offered_until__lte=now)
        | Q(state=RegistrationState.UNCONFIRMED, holds_until__lte=now)
        | Q(state=RegistrationState.UNCONFIRMED, created_at__lte=now - policies.CONFIRM_WITHIN)
    )
    event_ids = list(due.order_by().values_list("workshop__event", flat=True).distinct())
    for event_id in event_ids:
        try:
            with locked_workshop(event_id):
                pass  # taking the lock settles
        except Missing:
            continue
    return len(event_ids)
