"""Events and workshops as sentences: `WorkshopFactory(capacity=2)`, `RegistrationFactory(confirmed=True)`."""

from datetime import timedelta

import factory
from django.utils import timezone

from core.models import Publication
from core.municipalities.models import Municipality, Organization
from events.models import AttendanceMode, Event, Registration, RegistrationState, Venue, Workshop


class VenueFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Venue

    name = factory.Sequence(lambda n: f"Bürgersaal {n}")
    address = "Markt 6, 04683 Naunhof"


class EventFactory(factory.django.DjangoModelFactory):
    """A published event in two weeks, for Borsdorf; needs the `region` fixture."""

    class Meta:
        model = Event
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"Veranstaltung {n}")
    kind = "workshop"
    starts_at = factory.LazyFunction(lambda: timezone.now() + timedelta(days=14))
    ends_at = factory.LazyAttribute(lambda event: event.starts_at + timedelta(hours=2))
    attendance_mode = AttendanceMode.ONLINE
    publication = Publication.PUBLISHED
    published_at = factory.LazyFunction(timezone.now)
    organization = factory.LazyFunction(lambda: Organization.objects.get(slug="gemeinde-borsdorf"))

    @factory.post_generation
    def addressed(self, create, slugs, **_):
        self.municipalities.set(Municipality.objects.filter(slug__in=slugs or ["borsdorf"]))


class WorkshopFactory(factory.django.DjangoModelFactory):
    """Registration is open; 20 seats, waiting list, no join link yet."""

    class Meta:
        model = Workshop

    event = factory.SubFactory(EventFactory)
    capacity = 20
    is_open = True


class RegistrationFactory(factory.django.DjangoModelFactory):
    """A live registration as a past act left it, without its mails."""

    class Meta:
        model = Registration

    class Params:
        confirmed = factory.Trait(state=RegistrationState.CONFIRMED, confirmed_at=factory.LazyFunction(timezone.now))
        held = factory.Trait(holds_until=factory.LazyFunction(lambda: timezone.now() + timedelta(minutes=30)))
        waiting = factory.Trait(
            state=RegistrationState.WAITLISTED,
            confirmed_at=factory.LazyFunction(timezone.now),
            queue_number=factory.Sequence(lambda n: n + 1),
        )
        offered = factory.Trait(
            state=RegistrationState.OFFERED,
            confirmed_at=factory.LazyFunction(timezone.now),
            queue_number=factory.Sequence(lambda n: n + 1),
            offered_until=factory.LazyFunction(lambda: timezone.now() + timedelta(hours=24)),
        )

    workshop = factory.SubFactory(WorkshopFactory)
    name = factory.Sequence(lambda n: f"Erika Muster {n}")
    email = factory.Sequence(lambda n: f"erika.muster{n}@example.org")
