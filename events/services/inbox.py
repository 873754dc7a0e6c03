"""What others do to a registration, in the inbox of its person; letters go out all the same, whoever has an account."""

import uuid
from collections.abc import Iterable

from core.accounts.models import Person
from core.actors import Actor
from core.notifications import notifying
from events import notices
from events.models import CancelReason, Registration, RegistrationStep

OWN_ACTS = (CancelReason.BY_PERSON, CancelReason.DECLINED)


def step(registration: Registration, *, by: Actor) -> None:
    """Tell of what has just become of it, in the same transaction; what people do themselves they know.

    Whoever opens the link of a mail is a guest, and does it themselves, too.
    """
    is_own_act = by.person_id == registration.person_id or by.kind == "guest"
    if registration.person is None or is_own_act or registration.cancel_reason in OWN_ACTS:
        return
    row = RegistrationStep.objects.create(
        registration=registration,
        state=registration.state,
        cancel_reason=registration.cancel_reason,
        offered_until=registration.offered_until,
    )
    notifying.tell(notices.REGISTRATIONS, row.pk, people=[registration.person])


def all_of(event_id: uuid.UUID, *, registrations: Iterable[Registration]) -> None:
    """Tell those of the registrations who have an account of what concerns all: `event_id` is the row it left."""
    people = Person.objects.filter(registrations__in=[one.pk for one in registrations]).distinct()
    notifying.tell(notices.REGISTRATIONS, event_id, people=list(people.order_by("pk")))
