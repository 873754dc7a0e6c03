"""Public reads against a plain answer of the same server, and pages of a million events against the first one.

All that is compared is measured in turns, and the ratios are those of each turn, so that what else the machine does
meanwhile counts little.
"""

import argparse
import json
import statistics
import sys
import time
import urllib.request
from pathlib import Path
from urllib.parse import urlsplit

from bench import LIST, chart, load, service

CHART = Path(__file__).resolve().parent.parent / "docs" / "bench" / "reads.svg"
PLAIN, AGAIN, KNOWN, FIRST, ORDINARY = (
    "plain HttpResponse",
    "list of 20, asked again",
    "304",
    "list of 20, never asked before",
    "ordinary ModelSerializer view",
)


def main():
    options = arguments()
    with service.running() as (address, server):
        from bench import events

        events.fill(1, 10_000 if options.million else options.events)
        rows = [*lists(address, server, options), memory(server), queries()]
        if options.million:
            rows += million(address)
    chart.table(rows)
    sys.exit(not all(row[3] for row in rows))


def arguments():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--turns", type=int, default=7)
    parser.add_argument("--seconds", type=int, default=1, help="per measurement")
    parser.add_argument("--events", type=int, default=10_000, help="in the lists; --million begins with 10,000")
    parser.add_argument("--million", action="store_true", help="also with 1,000,000 events")
    return parser.parse_args()


def lists(address, server, options):
    from bench import asking

    warm(address)
    etag, paths = urllib.request.urlopen(address + LIST).headers["ETag"], asking.ever_new()
    cases = {
        PLAIN: {"url": f"{address}/bench/plain"},
        AGAIN: {"url": address + LIST},
        KNOWN: {"url": address + LIST, "headers": [f"If-None-Match: {etag}"]},
        FIRST: {"url": address, "paths": paths},
        ORDINARY: {"url": f"{address}/bench/ordinary"},
    }
    print(f"{service.memory(server):.0f} MB per worker before the load")
    turns = [
        {name: load.rate(**case, seconds=options.seconds) for name, case in cases.items()}
        for _ in range(options.turns + 1)
    ]
    del turns[0]  # the first one only warmed both workers
    rates = {name: statistics.median(turn[name] for turn in turns) for name in turns[0]}
    for name, value in rates.items():
        print(f"{value:9.0f}/s  {name}")
    if options.turns > 1:
        chart.bars(CHART, "Antworten je Sekunde, zwei Prozesse / answers per second, two workers", rates)
    return [
        ratio(turns, AGAIN, PLAIN, 0.33),
        ratio(turns, FIRST, PLAIN, 0.2),
        ratio(turns, FIRST, ORDINARY, 4),
        ratio(turns, KNOWN, AGAIN, 1.1),
    ]


def ratio(turns, what, to, wanted):
    return row(f"{what} ÷ {to}", statistics.median(turn[what] / turn[to] for turn in turns), wanted)


def memory(server):
    pss = service.memory(server)
    return "memory of the larger worker (PSS)", f"{pss:.0f} MB", "≤ 100 MB", pss <= 100


def queries():
    """The most queries that a list or a detail takes whose documents have been read since they changed."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, most = Client(headers={"host": "localhost"}), 0
    for name in ("events", "news", "ideas", "idea-calls", "measures", "municipalities", "topics", "organizations"):
        route = f"/api/v1/{name}"
        found = client.get(f"{route}?page_size=99").json()["results"][:1]
        details = [
            f"{route}/{one.get('slug') or one['id']}" for one in found if name not in {"topics", "organizations"}
        ]
        for address in (f"{route}?page_size=98", *details):
            with CaptureQueriesContext(connection) as captured:
                client.get(address)
            most = max(most, len(captured))
    return "most queries of a list or detail", str(most), "≤ 3", most <= 3


def million(address):
    """Pages 1 and 10,000 of a million events against page 1 of ten thousand, and the rows that a search reads."""
    from bench import asking, events, plans
    from events.models import Event

    before = page_time(address, lambda url: url)
    started = time.monotonic()
    events.fill(10_001, 1_000_000)
    print(f"1,000,000 events after {time.monotonic() - started:.0f} s")
    warm(address)
    rows = Event.objects.published().order_by("starts_at", "id")[199_999:200_000].values_list("starts_at", "id")
    behind = rows.get()
    first, deep = page_time(address, lambda url: url), page_time(address, lambda url: asking.page(url, behind=behind))
    print(f"page 1 of 10,000: {before:.1f} ms, of 1,000,000: {first:.1f} ms; page 10,000: {deep:.1f} ms")
    read = {word: plans.rows_read(Event.objects.published().matching(word)) for word in events.WORDS}
    print("rows read by a search: " + ", ".join(f"“{word}” {number:.0f}" for word, number in read.items()))
    return [
        row("page 10,000 ÷ page 1 of 1,000,000", deep / first, 1.2, most=True),
        row("page 1 of 1,000,000 ÷ page 1 of 10,000", first / before, 1.5, most=True),
        ("most rows that a search reads", f"{max(read.values()):.0f}", "≤ 20,000", max(read.values()) <= 20_000),
    ]


def page_time(address, page, rounds=80):
    """Median milliseconds of a page nobody has asked for: another unknown tag each time makes it a new one."""
    times = []
    for number in range(rounds):
        url = address + page(f"{LIST}&tag=digitales,{time.monotonic_ns()}{number}")
        started = time.perf_counter()
        urllib.request.urlopen(url).read()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def warm(address):
    """Renders the first 10,000 documents, once after their change, and has both workers see each route."""
    url = f"{address}/api/v1/events?page_size=100"
    for _ in range(100):
        following = json.load(urllib.request.urlopen(url))["next"]
        if following is None:
            break
        url = f"{address}{urlsplit(following).path}?{urlsplit(following).query}"
    for path in (LIST, "/bench/ordinary", "/bench/plain") * 10:
        urllib.request.urlopen(address + path).read()


def row(what, measured, wanted, *, most=False):
    holds = measured <= wanted if most else measured >= wanted
    return what, f"{measured:.2f}", f"{'≤' if most else '≥'} {wanted}", holds


if __name__ == "__main__":
    main()
