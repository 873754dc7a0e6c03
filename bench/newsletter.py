"""Issues of the newsletter through a real mail server: how fast, how much memory, what each of many readers costs."""

import argparse
import json
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from bench import chart, service

FEW = 1000
DOMAINS = 500
"""So many that the throttle counts, but holds up nobody."""
ITEMS = 12
PATIENCE = 1800


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=10_000)
    parser.add_argument("--few", type=int, default=FEW, help="readers of the smaller issue")
    options = parser.parse_args()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with service.database(EMAIL_URL=f"smtp://127.0.0.1:{port}"), receiver(port) as finish:
        some_news()
        readers("weekly", options.few)
        readers("daily", options.people)
        with worker() as process:
            small, _memory = sent("weekly", options.few, process)
            large, memory = sent("daily", options.people, process)
        rows = [
            *checks(options, finish()),
            ("memory of the worker (PSS)", f"{memory:.0f} MB", "≤ 150 MB", memory <= 150),
        ]
    ratio = large / small
    rows.append(("processor time per recipient, many ÷ few", f"{ratio:.2f}", "≤ 1.2", ratio <= 1.2))
    chart.table(rows)
    sys.exit(not all(row[3] for row in rows))


@contextmanager
def receiver(port):
    """The mail server; yields what ends it and returns what it counted."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "text": True}
    process = subprocess.Popen([sys.executable, "-m", "bench.receiver", str(port)], **pipes)
    process.stdout.readline()
    try:
        yield lambda: json.loads(process.communicate(timeout=60)[0])
    finally:
        process.kill()


@contextmanager
def worker():
    """The worker's process as the service starts it, once it looks for work."""
    from core import jobs

    process = subprocess.Popen([sys.executable, "-m", "core.serving.worker", str(os.getpid())])
    try:
        while not jobs.worker_is_alive():
            time.sleep(0.1)
        yield process
    finally:
        process.terminate()
        process.wait(timeout=20)


def some_news():
    """Events and news for two municipalities in turn, as new as can be."""
    from django.utils import timezone

    from core.municipalities.models import Municipality, Organization
    from events.models import Event
    from news.models import Article

    now, places = timezone.now(), list(Municipality.objects.order_by("slug")[:2])
    organization = Organization.objects.get(slug="region-partheland")
    public = {"publication": "published", "published_at": now, "organization": organization}
    for number in range(ITEMS):
        words = " ".join(["Die Gemeinde lädt alle ein und freut sich auf viele Ideen."] * 4)
        article = Article.objects.create(title=f"Meldung {number}", teaser=words, text=words, **public)
        event = Event.objects.create(
            title=f"Termin {number}",
            summary=words[:200],
            attendance_mode="online",
            starts_at=now + timedelta(days=2, hours=number),
            **public,
        )
        for one in (article, event):
            one.municipalities.add(places[number % 2])


def readers(frequency, number):
    """A quarter wants all, the others one of two municipalities; a tenth reads English."""
    from django.utils import timezone

    from core.municipalities.models import Municipality
    from news.models import Subscription, SubscriptionKind

    now, places = timezone.now(), list(Municipality.objects.order_by("slug")[:2])
    rows = Subscription.objects.bulk_create(
        Subscription(
            email=f"{frequency}{n}@ort{n % DOMAINS}.example", state="confirmed", confirmed_at=now, frequency=frequency,
            kinds=list(SubscriptionKind.values), language="en" if n % 10 == 0 else "de",
        )
        for n in range(number)
    )  # fmt: skip
    chosen = Subscription.municipalities.through
    chosen.objects.bulk_create(
        chosen(subscription_id=row.pk, municipality_id=places[n % 2].pk) for n, row in enumerate(rows) if n % 4
    )


def sent(frequency, number, process):
    """Begin an issue and watch the worker send it: the milliseconds of processor time that each of its readers takes.

    Those of the worker and of PostgreSQL; what else the machine does meanwhile does not count. And the worker's memory.
    """
    from django.utils import timezone

    from news.models import Issue
    from news.services import issues

    now, started, deadline, memory = timezone.now(), processor_time(process), time.monotonic() + PATIENCE, 0.0
    issue = Issue.objects.create(frequency=frequency, slot_on=timezone.localdate(), send_at=now)
    issues.begin_due(now=now)
    while issue.state != "sent":
        if time.monotonic() > deadline or process.poll() is not None:
            raise SystemExit(f"The issue was not sent: {issue.trouble or issue.state}")
        memory = max(memory, service.pss(process.pid))
        time.sleep(0.25)
        issue.refresh_from_db()
    each, seconds = (processor_time(process) - started) / number, (issue.finished_at - issue.started_at).total_seconds()
    print(
        f"{number / seconds:9.0f}/s  an issue for {number} ({seconds:.1f} s, {each:.1f} ms of processor time each)",
        flush=True,
    )
    return each, memory


def processor_time(process):
    """Milliseconds that the worker and PostgreSQL have worked so far."""
    from django.conf import settings

    from core.embedded_postgres.layout import Layout

    server = (Layout.of(settings.DATA_DIR).cluster / "postmaster.pid").read_text().split()[0]
    backends = Path(f"/proc/{server}/task/{server}/children").read_text().split()
    # Of processes that ended their parent keeps the sum.
    ticks = sum(times(process.pid)[:2]) + sum(times(server)) + sum(sum(times(one)[:2]) for one in backends)
    return ticks * 1000 / os.sysconf("SC_CLK_TCK")


def times(process):
    """Of one process: user, system, and those of its children that have ended, in ticks."""
    return [int(one) for one in Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[11:15]]


def checks(options, counted):
    """Each got one mail."""
    from news.models import Copy

    people = options.people + options.few
    there = Copy.objects.filter(state="sent").count()
    yield "mails the server took", str(counted["mails"]), str(people), counted["mails"] == people
    yield "recipients", str(counted["recipients"]), str(people), counted["recipients"] == people
    yield "copies noted as sent", str(there), str(people), there == people
    yield "bytes of a mail", f"{counted['bytes'] / max(1, counted['mails']):.0f}", "> 0", counted["bytes"] > 0


if __name__ == "__main__":
    main()
