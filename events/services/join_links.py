"""The link for taking part online: who sees it, sending it at its time, and another one in its place."""

import logging
import uuid
from datetime import datetime

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.actors import Actor
from core.audit.record import record
from core.errors import FieldError, Invalid, Missing
from core.mail import outbox
from events import errors, policies
from events.models import Registration, RegistrationState, Workshop
from events.services import editing
from events.services.locking import locked_workshop

log = logging.getLogger(__name__)
LONGEST = 1000


def reveal(registration_id: uuid.UUID, *, by: Actor) -> Workshop:
    """The workshop whose join link this registration may see now. The only way to it; the audit notes each time.

    Raises NotConfirmed, NotYetAvailable, NoJoinLink, EventOver, Missing.
    """
    registration = Registration.objects.select_related("workshop", "workshop__event").filter(pk=registration_id).first()
    if registration is None:
        raise Missing
    confirmed = registration.state == RegistrationState.CONFIRMED
    refusal = policies.why_no_join_link(registration.workshop, confirmed=confirmed, now=timezone.now())
    if refusal is not None:
        raise refusal
    if not registration.workshop.join_url:
        log.error(
            "a join link is sealed under an unknown SECRET_KEY", extra={"workshop": str(registration.workshop_id)}
        )
        raise errors.NoJoinLink
    record("join_link.revealed", registration, by=by)
    return registration.workshop


def replace(event_id: uuid.UUID, *, url: str, by: Actor) -> Workshop:
    """Put another link in its place: who could see the former one is told the new one by mail at once.

    Who is confirmed but could see none yet gets the new one at its time.
    Raises Missing, NotEntrusted, NoRegistration, Invalid.
    """
    check(url)
    with locked_workshop(event_id) as (workshop, _now):
        workshop.join_url = url
        return editing.save_workshop(workshop, by=by)


def check(url: str) -> None:
    """Raise Invalid where this is no address of a web page."""
    try:
        URLValidator(schemes=["https", "http"])(url)
    except ValidationError:
        is_good = False
    else:
        is_good = len(url) <= LONGEST
    if not is_good:
        sentence = _("Please give the whole address of the meeting, beginning with https://.")
        raise Invalid([FieldError("/join_url", "invalid", sentence)])


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
