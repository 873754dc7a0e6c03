"""Personal data of the newsletter: an address with its wishes, what became of each copy, and when all of it goes."""

from datetime import datetime
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, QuerySet

from core import privacy
from core.accounts.models import Person
from core.actors import Actor
from core.consents import records
from core.consents.models import EndReason
from core.privacy import Rule, retention, traces
from news.models import Copy, Subscription, SubscriptionState, SubscriptionToken


def export(person: Person) -> dict[str, Any]:
    fields = (
        "email", "state", "kinds", "frequency", "language", "asked_at", "confirmed_at", "suspended_at", "refusals",
    )  # fmt: skip
    # None where all of them are wished for.
    places = ArrayAgg("municipalities__slug", filter=Q(municipalities__isnull=False), distinct=True)
    topics = ArrayAgg("topics__slug", filter=Q(topics__isnull=False), distinct=True)
    copies = Copy.objects.filter(subscription__in=_of(person)).order_by("created_at", "id")
    return {
        "subscriptions": list(_of(person).values(*fields, municipality=places, topic=topics)),
        "copies": list(copies.values("issue__slot_on", "state", "settled_at", "failure")),
    }


def size(person: Person) -> int:
    return Copy.objects.filter(subscription__in=_of(person)).count()


def erase(person: Person, *, keep_contributions: bool, by: Actor) -> None:  # noqa: ARG001 - none of it is a contribution
    remove(_of(person), EndReason.ERASED)


def readdress(person: Person, old_email: str) -> int:
    """The newsletter goes on at the new address, which has just been proven; what it has there already stays.

    What was never confirmed does not follow: anybody may have typed the old address. What the old one took no more is
    worth another attempt at the new one.
    """
    own = Subscription.objects.filter(email=old_email).exclude(state=SubscriptionState.UNCONFIRMED)
    there = Subscription.objects.filter(email=person.email)
    if not own.exists():
        return 0
    if there.filter(state=SubscriptionState.CONFIRMED).exists():
        remove(own, EndReason.WITHDRAWN)
        return 0
    remove(there, EndReason.WITHDRAWN)
    return own.update(email=person.email, state=SubscriptionState.CONFIRMED, suspended_at=None, refusals=0)


def remove(rows: QuerySet[Subscription], reason: EndReason) -> int:
    """Delete subscriptions with their copies, links and letters; the proof of the consent stays, ended."""
    keys = list(rows.values_list("pk", flat=True))
    records.end_about(keys, reason)
    traces.remove(Subscription, keys, letters_by="subscription_id")
    Subscription.objects.filter(pk__in=keys).delete()
    return len(keys)


def take_part() -> None:
    privacy.register(
        "newsletter",
        models=[Subscription, SubscriptionToken, Copy],
        export=export,
        erase=erase,
        rules=[
            Rule("unconfirmed_subscriptions", _never_confirmed, _forget),
            Rule("suspended_subscriptions", _long_suspended, _forget),
            Rule("copies", _of_old_issues),
        ],
        readdress=readdress,
        size=size,
    )


def _of(person: Person) -> QuerySet[Subscription]:
    return Subscription.objects.filter(email=person.email)


def _never_confirmed(now: datetime) -> QuerySet[Subscription]:
    asked = Q(asked_at__lt=retention.limit("unconfirmed_subscriptions", now=now))
    return Subscription.objects.filter(asked, state=SubscriptionState.UNCONFIRMED)


def _long_suspended(now: datetime) -> QuerySet[Subscription]:
    since = Q(suspended_at__lt=retention.limit("suspended_subscriptions", now=now))
    return Subscription.objects.filter(since, state=SubscriptionState.SUSPENDED)


def _of_old_issues(now: datetime) -> QuerySet[Copy]:
    """How many there were, the issue has noted."""
    return Copy.objects.filter(issue__finished_at__lt=retention.limit("copies", now=now))


def _forget(rows: QuerySet[Subscription]) -> None:
    remove(rows, EndReason.DELETED)
