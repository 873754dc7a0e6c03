"""Many ask at the same moment: the quota is given out exactly once."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection

from core.limits import meters
from core.limits.blocks import Blocks
from core.limits.policies import Counted, Policy

pytestmark = pytest.mark.django_db(transaction=True)
ASKING = 30
HOURLY = Policy("hourly", 10, 3600, Counted.NETWORK)
IN_BLOCKS = Policy("in-blocks", 50, 3600, Counted.NETWORK, block=20)


def at_once(act):
    """Run it ASKING times in threads with connections of their own, all let go together."""
    start = Barrier(ASKING)

    def run(_number):
        try:
            start.wait(timeout=30)
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(ASKING) as pool:
        return list(pool.map(run, range(ASKING)))


def test_thirty_asking_at_once_get_the_ten_there_are():
    meter = meters.key(HOURLY, "network", "a")
    balances = at_once(lambda: meters.spend(HOURLY, meter))
    assert sorted(balance.left for balance in balances if balance.granted) == list(range(10))


def test_threads_of_one_process_share_their_blocks():
    blocks, meter = Blocks(), meters.key(IN_BLOCKS, "network", "a")
    granted = [balance.granted for _ in range(2) for balance in at_once(lambda: blocks.spend(IN_BLOCKS, meter))]
    # Taking blocks at the same moment, some are refused although others hold tokens; nobody gets what is not there.
    held = sum(block.left for block in blocks._held.values())
    remaining = 0
    while meters.spend(IN_BLOCKS, meter).granted:
        remaining += 1
    assert granted.count(True) + held + remaining == IN_BLOCKS.quota
