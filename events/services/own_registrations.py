"""The registrations of a person with an account."""

import uuid

from django.db.models import Case, Count, IntegerField, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce

from core.accounts.models import Person
from core.errors import Missing
from events.models import Registration, RegistrationState


def of(person: Person) -> QuerySet[Registration]:
    """With their events, and their places in line counted in the same query."""
    ahead = (
        Registration.objects.waiting()
        .filter(workshop=OuterRef("workshop"), queue_number__lt=OuterRef("queue_number"))
        .order_by()
        .values("workshop")
        .annotate(count=Count("pk"))
        .values("count")
    )
    place = Coalesce(Subquery(ahead), Value(0)) + Value(1)
    waits = When(state=RegistrationState.WAITLISTED, then=place)
    own = Registration.objects.filter(person=person).select_related("workshop__event")
    # It stands in for the method of the same name, which would ask once per row.
    return own.annotate(place_in_line=Case(waits, default=None, output_field=IntegerField()))  # type: ignore[no-redef]


def one(registration_id: uuid.UUID, *, person: Person) -> Registration:
    """Raises Missing, also where it is somebody else's."""
    registration = of(person).filter(pk=registration_id).first()
    if registration is None:
        raise Missing
    return registration
