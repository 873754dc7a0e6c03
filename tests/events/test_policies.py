"""Pure rules: told and enforced by the same function."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from events import policies
from events.models import Event, EventStatus, PartyPolicy, TimePrecision, Workshop

START = datetime(2026, 12, 1, 17, tzinfo=ZoneInfo("Europe/Berlin"))


def workshop(**fields):
    event_fields = {name: fields.pop(name) for name in ("status", "time_precision") if name in fields}
    event = Event(starts_at=START, **event_fields)
    event.over_at = START + timedelta(hours=2)
    return Workshop(event=event, **fields)


@pytest.mark.parametrize(
    ("fields", "now", "code"),
    [
        ({}, START - timedelta(days=1), None),
        ({}, START, "registration_closed"),
        ({"time_precision": TimePrecision.DAY}, START + timedelta(hours=1), None),
        ({"time_precision": TimePrecision.DAY}, START + timedelta(hours=2), "registration_closed"),
        ({"closes_at": START - timedelta(hours=1)}, START - timedelta(hours=1), "registration_closed"),
        ({"closes_at": START + timedelta(days=9)}, START + timedelta(minutes=1), "registration_closed"),
        ({"opens_at": START - timedelta(days=2)}, START - timedelta(days=3), "registration_not_open_yet"),
        ({"status": EventStatus.CANCELLED}, START - timedelta(days=1), "event_cancelled"),
        ({"status": EventStatus.POSTPONED}, START - timedelta(days=1), "registration_closed"),
        ({"status": EventStatus.RESCHEDULED}, START - timedelta(days=1), None),
        ({"external_url": "https://vhs.example"}, START - timedelta(days=1), "registration_elsewhere"),
    ],
)
def test_why_not_register(fields, now, code):
    refusal = policies.why_not_register(workshop(**fields), now=now)
    assert (refusal.code if refusal else None) == code


@pytest.mark.parametrize(
    ("fields", "codes"),
    [
        ({"opens_at": START - timedelta(days=2), "closes_at": START + timedelta(days=1), "keyword": "VHS"}, []),
        ({"opens_at": START - timedelta(days=2), "closes_at": START - timedelta(days=2)}, ["closes_before_opening"]),
        ({"opens_at": START}, ["opens_after_start"]),
        ({"opens_at": START, "time_precision": "day"}, []),
        ({"keyword": "!!! a b"}, ["too_short"]),
    ],
)
def test_settings_under_which_nobody_could_register_are_refused(fields, codes):
    assert [one.code for one in policies.contradictions_of_registration(workshop(**fields))] == codes


@pytest.mark.parametrize(
    ("capacity", "waiting_list", "taken", "somebody_waits", "expected"),
    [
        (None, True, 500, False, "open"),
        (20, True, 0, False, "open"),
        (20, True, 15, False, "open"),
        (20, True, 16, False, "few"),
        (20, True, 19, False, "few"),
        (20, True, 19, True, "waitlist"),
        (20, True, 20, False, "waitlist"),
        (20, False, 18, True, "full"),
        (20, False, 20, False, "full"),
        (20, False, 23, False, "full"),
        (2, False, 0, False, "open"),
        (2, False, 1, False, "few"),
        (0, True, 0, False, "waitlist"),
    ],
)
def test_availability(capacity, waiting_list, taken, somebody_waits, expected):
    offered = workshop(capacity=capacity, waiting_list=waiting_list)
    assert policies.availability(offered, taken=taken, somebody_waits=somebody_waits) == expected


@pytest.mark.parametrize(
    ("capacity", "party_size", "taken", "somebody_waits", "expected"),
    [
        (5, 2, 3, False, True),
        (5, 3, 3, False, False),
        (5, 1, 0, True, False),
        (None, 100, 10_000, False, True),
        (None, 1, 0, True, False),
    ],
)
def test_fits(capacity, party_size, taken, somebody_waits, expected):
    offered = workshop(capacity=capacity, party_policy=PartyPolicy.FILL)
    assert policies.fits(offered, party_size=party_size, taken=taken, somebody_waits=somebody_waits) is expected


@pytest.mark.parametrize(
    ("capacity", "taken", "expected"), [(5, 4, False), (5, 5, True), (5, 6, True), (None, 99, False)]
)
def test_is_full(capacity, taken, expected):
    assert policies.is_full(workshop(capacity=capacity), taken=taken) is expected


@pytest.mark.parametrize(
    ("policy", "party_size", "first_party", "taken", "expected"),
    [
        ("strict", 1, None, 4, "full"),
        ("strict", 3, None, 2, "own_party_too_large"),
        ("strict", 1, 3, 2, "party_ahead_too_large"),
        ("strict", 1, 2, 2, None),
        ("strict", 2, None, 2, None),
        ("fill", 3, 4, 2, "own_party_too_large"),
        ("fill", 3, 4, 4, "full"),
    ],
)
def test_why_waiting(policy, party_size, first_party, taken, expected):
    full = workshop(capacity=4, party_policy=policy)
    waits = {"party_size": party_size, "first_party": first_party, "taken": taken}
    assert policies.why_waiting(full, **waits, now=START - timedelta(days=1)) == expected
    assert policies.why_waiting(full, **waits, now=START) == "offers_ended"
