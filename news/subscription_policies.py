"""Rules of subscribing to the newsletter, as pure functions over what the caller has already read."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from core.privacy import retention
from news.models import Frequency, Subscription

# What one issue tells of: the time since the regular one before.
PERIOD: Mapping[str, timedelta] = {Frequency.DAILY: timedelta(days=1), Frequency.WEEKLY: timedelta(days=7)}


def confirmable_until(subscription: Subscription) -> datetime:
    """As long as an address that nobody has confirmed is kept."""
    return subscription.asked_at + timedelta(days=retention.days("unconfirmed_subscriptions"))
