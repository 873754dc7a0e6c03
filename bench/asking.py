"""Addresses of lists that nobody has asked for: each differs from all others, most in filters, some in the page."""

import itertools
from datetime import timedelta
from urllib.parse import quote

from django.test import RequestFactory
from django.utils import timezone

from api import pagination
from bench import LIST
from events.models import Event

_numbers = itertools.count(1)


def ever_new():
    """Several filters and pages in turn. A page follows from the row it begins behind, as if one had walked there."""
    started = timezone.now()
    rows = list(Event.objects.published().order_by("starts_at", "id").values_list("starts_at", "id")[:10_000])
    for number in _numbers:
        moment = quote((started - timedelta(seconds=number)).isoformat())
        match number % 4:
            case 0:
                yield f"{LIST}&municipality=borsdorf&tag=digitales,{number}"
            case 1:
                yield f"{LIST}&kind=workshop,lecture&starts_after={moment}"
            case 2:
                yield f"{LIST}&attendance_mode=online&municipality=borsdorf,brandis&tag=digitales,{number}"
            case 3:
                yield page(f"{LIST}&tag=digitales,{number}", behind=rows[number * 7 % len(rows)])


def page(address, *, behind):
    """The address of the page that begins behind a row (`starts_at`, `id`) of this list."""
    origin = pagination.fingerprint(RequestFactory().get(address))
    cursor = pagination.signer.sign_object([origin, False, *map(str, behind)])
    return f"{address}&cursor={cursor}"
