"""How many get the newsletter: numbers only, for nobody needs a list of addresses."""

from dataclasses import dataclass

from django.db.models import Count

from core.municipalities.models import Municipality
from news.models import Frequency, Subscription, SubscriptionState


@dataclass(frozen=True)
class Numbers:
    """All by state; of the confirmed ones by frequency, and by municipality: who wants all of them counts for itself.

    Who wants several municipalities counts for each, so those add up to more.
    """

    by_state: list[tuple[str, int]]
    by_frequency: list[tuple[str, int]]
    everywhere: int
    by_municipality: list[tuple[str, int]]


def numbers() -> Numbers:
    confirmed = Subscription.objects.filter(state=SubscriptionState.CONFIRMED)
    states = dict(Subscription.objects.values_list("state").annotate(Count("pk")).order_by())
    frequencies = dict(confirmed.values_list("frequency").annotate(Count("pk")).order_by())
    places = dict(
        confirmed.filter(municipalities__isnull=False).values_list("municipalities").annotate(Count("pk")).order_by()
    )
    return Numbers(
        by_state=[(str(one.label), states.get(one, 0)) for one in SubscriptionState],
        by_frequency=[(str(one.label), frequencies.get(one, 0)) for one in Frequency],
        everywhere=confirmed.filter(municipalities=None).count(),
        by_municipality=[(one.name, places.get(one.pk, 0)) for one in Municipality.objects.order_by("sort_key")],
    )
