"""Lists of ideas with 100,000 ideas and 2,000,000 supports against the same lists with 1,000 ideas, in one run."""

import argparse
import itertools
import statistics
import sys
import time
import urllib.request
from datetime import date, timedelta

from bench import chart, service

ORDERS = ("newest", "most_supported", "most_discussed", "random")
CONTROL = "list of events"
_days = itertools.count()


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--ideas", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=60)
    options = parser.parse_args()
    with service.running() as (address, _server):
        from bench import ideas

        ideas.fill(1, 1000)
        ideas.support()
        small, few = measured(address, options.rounds), first_pages()
        started = time.monotonic()
        ideas.fill(1001, options.ideas)
        supports = ideas.support()
        print(f"{options.ideas} ideas, {supports} supports after {time.monotonic() - started:.0f} s")
        large, many = measured(address, options.rounds), first_pages()
        rows = [
            *ratios(small, large),
            (
                "rows read for a first page as many as with 1,000 ideas",
                f"{many['most_supported']:.0f}",
                few,
                few == many,
            ),
            *counts(),
            *reads(),
        ]
    chart.table(rows)
    sys.exit(not all(row[3] for row in rows))


def measured(address, rounds):
    """Milliseconds per order of a first page that nobody has asked for, its documents once rendered.

    Of many rounds the quickest tenth: what else the machine does meanwhile only adds.
    """
    paths = {**{order: f"ideas?order={order}&submitted_after" for order in ORDERS}, CONTROL: "events?starts_after"}
    for path in [*paths.values()] * 4:
        page_time(address, path)
    times = [{name: page_time(address, path) for name, path in paths.items()} for _ in range(rounds)]
    quick = {name: statistics.quantiles([one[name] for one in times], n=10)[0] for name in paths}
    print(", ".join(f"{name} {value:.1f} ms" for name, value in quick.items()))
    return quick


def page_time(address, path):
    """Another day long ago each time makes it a new address, and leaves nothing out."""
    day = date(1900, 1, 1) + timedelta(days=next(_days))
    moment = f"{day}T00:00:00Z" if path.startswith("events") else day
    started = time.perf_counter()
    urllib.request.urlopen(f"{address}/api/v1/{path}={moment}").read()
    return (time.perf_counter() - started) * 1000


def ratios(small, large):
    """Against a list that has not grown: what slows that one, too, is the machine."""
    other = large[CONTROL] / small[CONTROL]
    for order in ORDERS:
        ratio = large[order] / small[order] / other
        yield f"first page, {order}: 100,000 ÷ 1,000 ideas", f"{ratio:.2f}", "≤ 1.5", ratio <= 1.5


def first_pages():
    """How many rows PostgreSQL reads for them, documents included."""
    from api import rendering
    from api.v1.ideas.filters import ORDERS as KEYSETS
    from bench import plans
    from ideas.models import Idea

    orders = {name: keys for name, keys in KEYSETS.items() if name != "random"}
    pages = {name: Idea.objects.public().order_by(*keys)[:21] for name, keys in orders.items()}
    return {name: plans.rows_read(rendering.with_document("idea", rows)) for name, rows in pages.items()}


def _told(numbers):
    return ", ".join(f"{number:.0f}" for number in numbers.values())


def counts():
    """The stored counts are those of the rows."""
    from ideas.services import supports

    wrong = supports.recount()
    yield "ideas whose stored count of supports is wrong", str(wrong), "0", wrong == 0


def reads():
    """The most rows that the search for similar ideas reads."""
    from bench import ideas, plans
    from ideas.models import Idea

    for places in ((), ("borsdorf",)):
        read = {typed: plans.rows_read(Idea.objects.resembling(typed, municipalities=places)) for typed in ideas.TYPED}
        most = max(read.values())
        yield (
            f"most rows for similar ideas {' '.join(('of', *places)) if places else ''}",
            f"{most:.0f}",
            "≤ 20,000",
            (most <= 20_000),
        )


if __name__ == "__main__":
    main()
