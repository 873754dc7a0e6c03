"""Rules of subscribing to the newsletter, as pure functions over what the caller has already read."""

from datetime import datetime, timedelta

from core.privacy import retention
from news.models import Subscription


def confirmable_until(subscription: Subscription) -> datetime:
    """As long as an address that nobody has confirmed is kept."""
    return subscription.asked_at + timedelta(days=retention.days("unconfirmed_subscriptions"))
