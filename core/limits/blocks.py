"""Taking tokens in blocks, so that not every GET is a write."""

import threading
import time
from dataclasses import dataclass, replace

from core.limits import meters
from core.limits.meters import Balance
from core.limits.policies import Policy

MOST_HELD = 10_000


@dataclass
class _Block:
    left: int
    until: float  # by the monotonic clock
    balance: Balance


class Blocks:
    """What this process has taken and not spent yet.

    How exact it is: the meter in the database never gives more than the policy allows. A process may spend what it
    holds up to a window later, so a burst can exceed the quota by `block - 1` per process; and what other processes
    hold is missing here, so that somebody whose requests spread over n processes may be refused up to
    (n - 1) x (block - 1) requests early. Near its end the quota is taken one by one. A refusal is remembered until the
    moment it names, so a flood does not reach the database.
    """

    def __init__(self) -> None:
        self._held: dict[bytes, _Block] = {}
        self._lock = threading.Lock()

    def spend(self, policy: Policy, meter: bytes) -> Balance:
        """One token, from memory where there is one."""
        if policy.block == 1:
            return meters.spend(policy, meter)
        return self._from_memory(meter) or self._from_database(policy, meter)

    def _from_memory(self, meter: bytes) -> Balance | None:
        now = time.monotonic()
        with self._lock:
            block = self._held.get(meter)
            if block is None or block.until <= now:
                return None
            if not block.balance.granted:
                return replace(block.balance, seconds=max(1, round(block.until - now)))
            if not block.left:
                return None
            block.left -= 1
            return replace(block.balance, left=block.balance.left + block.left)

    def _from_database(self, policy: Policy, meter: bytes) -> Balance:
        taken = policy.block
        balance = meters.spend(policy, meter, taken)
        if not balance.granted:
            taken = 1
            balance = meters.spend(policy, meter)
        now = time.monotonic()
        with self._lock:
            held = self._held.get(meter)
            # Another thread may have taken a block meanwhile; nothing of it is lost.
            spare = held.left if held and held.until > now else 0
            if not balance.granted:
                if not spare:
                    self._hold(meter, _Block(0, now + balance.seconds, balance))
                return balance
            self._hold(meter, _Block(spare + taken - 1, now + policy.window, balance))
            return replace(balance, left=balance.left + spare + taken - 1)

    def _hold(self, meter: bytes, block: _Block) -> None:
        """Under the lock. Dropping blocks only makes their owners take new ones."""
        if len(self._held) >= MOST_HELD:
            now = time.monotonic()
            live = {key: held for key, held in self._held.items() if held.until > now}
            self._held = live if len(live) < MOST_HELD // 2 else {}
        self._held[meter] = block
