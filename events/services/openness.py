"""Whether one can register at this moment, as everybody may see it; `registrations.register` decides."""

import uuid
from dataclasses import dataclass
from datetime import datetime

from core.errors import Missing, Refusal
from events import errors, policies
from events.models import Availability, Event, Workshop
from events.services import seats


@dataclass(frozen=True)
class Openness:
    """What a party may expect that registers now: `refusal` says why it cannot, None where it can."""

    refusal: Refusal | None
    availability: Availability

    @property
    def must_wait(self) -> bool:
        return self.refusal is None and self.availability == Availability.WAITLIST


def workshop_of(event_id: uuid.UUID) -> Workshop:
    """The registration side of a public event, with all that is shown of it. Raises Missing, NoRegistration."""
    event = Event.objects.published().with_details().filter(pk=event_id).first()
    if event is None:
        raise Missing
    if not hasattr(event, "workshop"):
        raise errors.NoRegistration
    workshop: Workshop = event.workshop
    return workshop


def at(workshop: Workshop, *, now: datetime) -> Openness:
    """How it stands at this moment, for a party of one."""
    if refusal := _why_not(workshop, now=now):
        return Openness(refusal, Availability(workshop.availability))
    counted = seats.count(workshop, now=now)
    availability = policies.availability(workshop, taken=counted.taken, somebody_waits=counted.somebody_waits)
    return Openness(errors.WorkshopFull() if availability == Availability.FULL else None, availability)


def _why_not(workshop: Workshop, *, now: datetime) -> Refusal | None:
    if workshop.event.over_at <= now:
        return errors.EventOver()
    return policies.why_not_register(workshop, now=now)
