"""Subscriptions as sentences: `SubscriptionFactory(frequency=Frequency.DAILY, places=["naunhof"])`."""

import factory
from django.utils import timezone

from core.municipalities.models import Municipality, Topic
from news.models import Frequency, Subscription, SubscriptionKind, SubscriptionState


class SubscriptionFactory(factory.django.DjangoModelFactory):
    """A confirmed one to all there is, weekly, as past acts left it, without their mails and consents."""

    class Meta:
        model = Subscription
        skip_postgeneration_save = True

    class Params:
        unconfirmed = factory.Trait(state=SubscriptionState.UNCONFIRMED, confirmed_at=None)
        suspended = factory.Trait(
            state=SubscriptionState.SUSPENDED, suspended_at=factory.LazyFunction(timezone.now), refusals=3
        )

    email = factory.Sequence(lambda n: f"leserin{n}@example.org")
    state = SubscriptionState.CONFIRMED
    kinds = factory.LazyFunction(lambda: list(SubscriptionKind.values))
    frequency = Frequency.WEEKLY
    confirmed_at = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def places(self, _create, slugs, **_):
        self.municipalities.set(Municipality.objects.filter(slug__in=slugs or []))

    @factory.post_generation
    def about(self, _create, slugs, **_):
        self.topics.set(Topic.objects.filter(slug__in=slugs or []))
