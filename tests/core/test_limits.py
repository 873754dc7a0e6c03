"""Whose meter it is, how it counts, and what it costs to ask."""

import ipaddress
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.db.models import F
from django.db.models.functions import Now

from core.limits import meters, networks, tasks
from core.limits.blocks import Blocks
from core.limits.models import Meter
from core.limits.policies import Counted, Policy

PROXIES = [ipaddress.ip_network("10.0.0.0/8"), ipaddress.ip_network("fd00::/8")]
HOURLY = Policy("hourly", 3, 3600, Counted.NETWORK)
IN_BLOCKS = Policy("in-blocks", 50, 3600, Counted.NETWORK, block=20)


def spend(policy=HOURLY, who="a", tokens=1):
    return meters.spend(policy, meters.key(policy, "network", who), tokens)


def answer(balance):
    return balance.granted, balance.left, balance.seconds


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("192.0.2.7", "", "192.0.2.7"),
        ("192.0.2.7", "198.51.100.1", "192.0.2.7"),  # no proxy of ours: what it says about others counts for nothing
        ("10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("10.0.0.1", "203.0.113.9, 198.51.100.1", "198.51.100.1"),  # the first entry is the client's own invention
        ("10.0.0.1", "203.0.113.9, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        ("10.0.0.1", "10.0.0.3, 10.0.0.2", "10.0.0.3"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1, nonsense", "10.0.0.1"),
        ("10.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        ("fd00::1", "[2001:db8:1:2:3::4]:4711", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:aaaa::1", "", "2001:db8:1:2::/64"),
        ("::ffff:192.0.2.7", "", "192.0.2.7"),
        ("::ffff:10.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("", "198.51.100.1", networks.UNKNOWN),
    ],
)
def test_the_network_is_the_last_address_that_no_proxy_of_ours_has(peer, forwarded, expected):
    assert networks.network_of(peer, forwarded, PROXIES) == expected


def test_a_meters_key_tells_nothing_and_is_another_one_tomorrow(settings):
    with time_machine.travel("2026-11-24T23:59:59Z", tick=False) as clock:
        today = meters.key(HOURLY, "network", "192.0.2.7")
        assert (len(today), today) == (32, meters.key(HOURLY, "network", "192.0.2.7"))
        clock.shift(timedelta(seconds=1))
        tomorrow = meters.key(HOURLY, "network", "192.0.2.7")
        settings.SECRET_KEY = "x" * 50
        others = {
            meters.key(HOURLY, "network", "192.0.2.7"),
            meters.key(IN_BLOCKS, "network", "192.0.2.7"),
            meters.key(HOURLY, "account", "192.0.2.7"),
        }
    assert len({today, tomorrow, *others}) == 5


@pytest.mark.django_db
def test_the_quota_can_be_spent_at_once_and_comes_back_bit_by_bit():
    assert [answer(spend()) for _ in range(3)] == [(True, 2, 1200), (True, 1, 2400), (True, 0, 3600)]
    assert [answer(spend()) for _ in range(2)] == [(False, 0, 1200)] * 2
    assert answer(spend(who="b")) == (True, 2, 1200)
    Meter.objects.update(whole_at=F("whole_at") - timedelta(seconds=1200))
    assert answer(spend()) == (True, 0, 3600)
    assert not spend().granted


@pytest.mark.django_db
def test_after_a_long_time_there_is_the_quota_and_not_more():
    spend()
    Meter.objects.update(whole_at=Now() - timedelta(days=2))
    assert [spend().granted for _ in range(4)] == [True, True, True, False]


@pytest.mark.django_db
def test_several_tokens_are_taken_together_or_not_at_all():
    assert answer(spend(tokens=2)) == (True, 1, 2400)
    assert answer(spend(tokens=2)) == (False, 1, 1200)
    assert answer(spend(tokens=1)) == (True, 0, 3600)


@pytest.mark.django_db
def test_a_request_is_one_statement(django_assert_num_queries):
    for _ in range(4):
        with django_assert_num_queries(1):
            spend()


@pytest.mark.django_db
def test_a_block_is_one_statement_for_twenty_requests(django_assert_num_queries):
    blocks, meter = Blocks(), meters.key(IN_BLOCKS, "network", "a")
    with django_assert_num_queries(1):
        left = [blocks.spend(IN_BLOCKS, meter).left for _ in range(20)]
    assert left == list(range(49, 29, -1))
    with django_assert_num_queries(1):
        assert blocks.spend(IN_BLOCKS, meter).left == 29


@pytest.mark.django_db
def test_blocks_never_give_more_than_the_quota_and_remember_the_refusal(django_assert_num_queries):
    blocks, meter = Blocks(), meters.key(IN_BLOCKS, "network", "a")
    assert [blocks.spend(IN_BLOCKS, meter).granted for _ in range(60)] == [True] * 50 + [False] * 10
    with django_assert_num_queries(0):
        assert answer(blocks.spend(IN_BLOCKS, meter)) == (False, 0, 72)
    assert blocks.spend(IN_BLOCKS, meters.key(IN_BLOCKS, "network", "b")).granted


@pytest.mark.django_db
def test_two_processes_share_the_quota():
    one, other, meter = Blocks(), Blocks(), meters.key(IN_BLOCKS, "network", "a")
    granted = [blocks.spend(IN_BLOCKS, meter).granted for _ in range(60) for blocks in (one, other)]
    assert granted.count(True) == 50


@pytest.mark.django_db
def test_the_sweeper_drops_meters_that_are_whole():
    spend(who="a")
    Meter.objects.update(whole_at=Now() - timedelta(seconds=1))
    spend(who="b")
    tasks.sweep()
    assert [bytes(meter.key) for meter in Meter.objects.all()] == [meters.key(HOURLY, "network", "b")]


@pytest.mark.django_db
def test_the_table_is_unlogged():
    with connection.cursor() as cursor:
        cursor.execute("SELECT relpersistence FROM pg_class WHERE relname = 'limits_meter'")
        assert cursor.fetchone() == ("u",)
