"""How many copies a receiving domain gets per minute: large providers turn away who sends more."""

from collections import defaultdict, deque
from datetime import datetime, timedelta
from typing import cast

from django.conf import settings

from news.models import Copy

MINUTE = timedelta(minutes=1)


class Throttle:
    """The last minute of every domain: read once from the database, counted along afterwards.

    That is enough across processes and restarts, for one at a time sends copies, and each notes an attempt before it
    hands over.
    """

    def __init__(self, *, now: datetime) -> None:
        self._most: int = settings.NEWSLETTER_PER_DOMAIN
        self._moments: dict[str, deque[datetime]] = defaultdict(deque)
        if self._most:
            lately = Copy.objects.filter(attempted_at__gt=now - MINUTE).order_by("attempted_at")
            for domain, moment in lately.values_list("domain", "attempted_at"):
                self._moments[domain].append(cast(datetime, moment))

    def note(self, domain: str, *, now: datetime) -> None:
        """One copy is handed over now."""
        if self._most:
            self._moments[domain].append(now)

    def has_room(self, domain: str, *, now: datetime) -> bool:
        """Whether the domain may get one more now."""
        if not self._most:
            return True
        moments = self._moments[domain]
        while moments and moments[0] <= now - MINUTE:
            moments.popleft()
        return len(moments) < self._most

    def full(self, *, now: datetime) -> list[str]:
        """The domains that may get none now."""
        return [domain for domain in self._moments if not self.has_room(domain, now=now)]

    def next_room_at(self, *, now: datetime) -> datetime | None:
        """When the first of them may get one again; None where all may."""
        return min((self._moments[domain][0] + MINUTE for domain in self.full(now=now)), default=None)
