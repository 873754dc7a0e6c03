"""Public reads against a plain answer of the same server, and pages of a million events against the first one."""

import argparse
import statistics
import sys
import time
import urllib.request
from pathlib import Path

from bench import chart, events, load, service

CHART = Path(__file__).resolve().parent.parent / "docs" / "bench" / "reads.svg"
LIST = "/api/v1/events?page_size=20"


def main():
    options = arguments()
    with service.running() as (address, server):
        events.fill(1, 10_000)
        rows = repeated_and_new(address, server, seconds=options.seconds)
        if options.million:
            rows += million(address)
    chart.table(rows)
    sys.exit(not all(row[3] for row in rows))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=4, help="per measurement")
    parser.add_argument("--million", action="store_true", help="also with 1,000,000 events")
    return parser.parse_args()


def repeated_and_new(address, server, *, seconds):
    warm(address)
    etag = urllib.request.urlopen(address + LIST).headers["ETag"]
    new = {"path": "/api/v1/events?municipality=borsdorf&page_size=20&q=&starts_after=", "seed": 0}
    new = {"path": "/api/v1/events?page_size=20&municipality=borsdorf&tag=digitales,", "seed": 1}
    rates = {
        "plain HttpResponse": load.rate(f"{address}/bench/plain", seconds=seconds),
        "list of 20, asked again": load.rate(address + LIST, seconds=seconds),
        "304": load.rate(address + LIST, seconds=seconds, headers=[f"If-None-Match: {etag}"]),
        "list of 20, never asked before": load.rate(address, seconds=seconds, ever_new=new),
        "ordinary ModelSerializer view": load.rate(f"{address}/bench/ordinary", seconds=seconds),
    }
    chart.bars(CHART, "Antworten je Sekunde, zwei Prozesse / answers per second, two workers", rates)
    plain, again, known, first, ordinary = rates.values()
    pss = service.memory(server)
    for name, value in rates.items():
        print(f"{value:9.0f}/s  {name}")
    return [
        row("asked again ÷ plain", again / plain, 0.33),
        row("never asked before ÷ plain", first / plain, 0.2),
        row("never asked before ÷ ordinary view", first / ordinary, 4),
        row("304 ÷ asked again", known / again, 1.1),
        ("memory per worker", f"{pss:.0f} MB", "≤ 100 MB", pss <= 100),
    ]


def million(address):
    """Pages 1 and 10,000 of a million events against page 1 of ten thousand."""
    before = page_time(address, LIST)
    events.fill(10_001, 1_000_000)
    warm(address)
    first, deep = page_time(address, LIST), page_time(address, deep_page())
    return [
        row("page 10,000 ÷ page 1 of 1,000,000", deep / first, 1.2, most=True),
        row("page 1 of 1,000,000 ÷ page 1 of 10,000", first / before, 1.5, most=True),
    ]


def deep_page():
    """The address of page 10,000, as walking there would give it."""
    from django.test import RequestFactory

    from api import pagination
    from events.models import Event

    row = Event.objects.published().order_by("starts_at", "id")[199_999:200_000].values("starts_at", "id").get()
    request = RequestFactory().get(LIST)
    origin = pagination.fingerprint(request)
    cursor = pagination.signer.sign_object([origin, False, str(row["starts_at"]), str(row["id"])])
    return f"{LIST}&cursor={cursor}"


def page_time(address, path, rounds=60):
    """Median milliseconds of a page nobody has asked before: another unknown tag each time makes it a new one."""
    times = []
    for number in range(rounds):
        url = (
            f"{address}{path}" if "cursor=" in path else f"{address}{path}&tag=digitales,{time.monotonic_ns()}{number}"
        )
        started = time.perf_counter()
        urllib.request.urlopen(url).read()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def warm(address):
    """Renders the documents that the lists show, in every worker's own memory too."""
    for _ in range(20):
        urllib.request.urlopen(address + LIST).read()
        urllib.request.urlopen(f"{address}/bench/ordinary").read()


def row(what, measured, wanted, *, most=False):
    holds = measured <= wanted if most else measured >= wanted
    return what, f"{measured:.2f}", f"{'≤' if most else '≥'} {wanted}", holds


if __name__ == "__main__":
    main()
