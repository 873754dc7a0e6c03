"""The link for taking part online: who sees it, and sending it at its time."""

import uuid
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.errors import Missing
from core.mail import outbox
from events import policies
from events.models import Registration, RegistrationState, Workshop


def reveal(registration_id: uuid.UUID) -> Workshop:
    """The workshop whose join link this registration may see now. The only way to it.

    Raises NotConfirmed, NotYetAvailable, NoJoinLink, EventOver, Missing.
    """
    registration = Registration.objects.select_related("workshop", "workshop__event").filter(pk=registration_id).first()
    if registration is None:
        raise Missing
    confirmed = registration.state == RegistrationState.CONFIRMED
    refusal = policies.why_no_join_link(registration.workshop, confirmed=confirmed, now=timezone.now())
    if refusal is not None:
        raise refusal
    return registration.workshop


def send_due(*, now: datetime) -> int:
    """Queue the link for confirmed participants who were confirmed before it was to be shown; returns how many."""
    count = 0
    for workshop in Workshop.objects.with_join_link_due(now):
        with transaction.atomic():
            waiting = Registration.objects.filter(
                workshop=workshop, state=RegistrationState.CONFIRMED, join_link_sent_at__isnull=True
            )
            for registration in waiting.select_for_update(no_key=True, skip_locked=True):
                registration.join_link_sent_at = now
                registration.save(update_fields=["join_link_sent_at"])
                outbox.queue("join_link", language=registration.language, registration_id=registration.pk)
                count += 1
    return count
