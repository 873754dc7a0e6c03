"""Counting one request: a single statement that no two processes can interleave."""

import hashlib
import hmac
import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.conf import settings
from django.db import connection
from django.utils import timezone

from core.errors import Refusal, TooMany
from core.limits.askers import Asker
from core.limits.policies import Policy

# The generic cell rate algorithm (ITU-T I.371), by the database's clock only: `whole_at` is its theoretical arrival
# time. A refused request changes nothing, so waiting always helps. Two that meet on one row run one after the other.
SPEND = """
WITH spent AS (
    INSERT INTO limits_meter AS meter (key, whole_at)
    VALUES (%(key)s, statement_timestamp() + make_interval(secs => %(cost)s))
    ON CONFLICT (key) DO UPDATE
        SET whole_at = GREATEST(meter.whole_at, statement_timestamp()) + make_interval(secs => %(cost)s)
    WHERE meter.whole_at <= statement_timestamp() + make_interval(secs => %(room)s)
    RETURNING whole_at
)
SELECT TRUE, EXTRACT(EPOCH FROM whole_at - statement_timestamp())::float8 FROM spent
UNION ALL
SELECT FALSE, EXTRACT(EPOCH FROM whole_at - statement_timestamp())::float8 FROM limits_meter
WHERE key = %(key)s AND NOT EXISTS (SELECT FROM spent)
"""

GIVE_BACK = """
UPDATE limits_meter SET whole_at = whole_at - make_interval(secs => %(cost)s) WHERE key = %(key)s
RETURNING EXTRACT(EPOCH FROM whole_at - statement_timestamp())::float8
"""


@dataclass(frozen=True)
class Balance:
    """What a policy leaves somebody after a request.

    `left` counts further requests; `seconds` are those until the quota is whole again, or, where the request was
    refused, until it may be tried again (at least 1).
    """

    policy: Policy
    granted: bool
    left: int
    seconds: int


def key(policy: Policy, *subject: str) -> bytes:
    """The meter of the subject (“account”, its id) today: a hash keyed with SECRET_KEY and the date in UTC."""
    # The unit separator keeps ("a", "bc") and ("ab", "c") apart.
    text = "\x1f".join(("limits", timezone.now().date().isoformat(), policy.name, *subject))
    return hmac.digest(settings.SECRET_KEY.encode(), text.encode(), hashlib.sha256)


def spend(policy: Policy, meter: bytes, tokens: int = 1) -> Balance:
    """Take `tokens`, at most the quota: all of them or, where they are not there, none."""
    cost = policy.interval * tokens
    with connection.cursor() as cursor:
        cursor.execute(SPEND, {"key": meter, "cost": cost, "room": policy.window - cost})
        # No row: the meter was swept while we looked, for it was whole; then the next attempt is granted.
        granted, debt = cursor.fetchone() or (False, 0.0)
    if granted:
        return Balance(policy, granted=True, left=_left(policy, debt), seconds=math.ceil(debt))
    wait = debt + cost - policy.window
    return Balance(policy, granted=False, left=_left(policy, debt), seconds=max(1, math.ceil(wait)))


def give_back(policy: Policy, meter: bytes) -> Balance:
    """Undo `spend` of one token, for what was not done in the end."""
    with connection.cursor() as cursor:
        cursor.execute(GIVE_BACK, {"key": meter, "cost": policy.interval})
        (debt,) = cursor.fetchone() or (0.0,)  # no row: it was swept, for it was whole
    return Balance(policy, granted=True, left=min(policy.quota, _left(policy, debt)), seconds=max(0, math.ceil(debt)))


def count(policies: Sequence[Policy], asker: Asker) -> None:
    """Count one act outside of the API on every meter it runs on. Raises TooMany.

    Call it outside of transactions that a refusal takes back.
    """
    with counted(policies, asker):
        pass


@contextmanager
def counted(policies: Sequence[Policy], asker: Asker) -> Iterator[None]:
    """The same around the act itself: where it is refused, what counts only what was done gets its share back."""
    spent: list[tuple[Policy, bytes]] = []
    try:
        for policy in policies if settings.RATE_LIMITS else ():
            if subject := asker.subject(policy):
                meter = key(policy, *subject)
                balance = spend(policy, meter)
                if not balance.granted:
                    raise TooMany(retry_after=balance.seconds)
                spent.append((policy, meter))
        yield
    except Refusal:
        for policy, meter in spent:
            if policy.only_done:
                give_back(policy, meter)
        raise


def _left(policy: Policy, debt: float) -> int:
    # The database counts in microseconds, so an exact share may be a hair short.
    return max(0, math.floor((policy.window - debt) / policy.interval + 1e-4))
