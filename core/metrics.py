"""Numbers for monitoring in Prometheus' text format: routes and counts, never addresses, names or query strings.

Each web process writes its counters into files of the folder PROMETHEUS_MULTIPROC_DIR, which the service makes anew at
each start; whichever process is asked adds them up. What waits in the database is counted when somebody asks.
"""

import secrets
from collections.abc import Iterable
from http import HTTPStatus

from django.conf import settings
from django.db.models import Count, Min
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Histogram,
    disable_created_metrics,
    generate_latest,
)
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

from core import gauges, jobs
from core.mail.models import OutgoingMail
from core.push.models import PushDelivery

# Moments at which counting began tell nobody anything.
disable_created_metrics()  # type: ignore[no-untyped-call]

SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)

REQUESTS = Counter("partheland_requests", "Requests answered.", ["method", "route", "status"])
DURATIONS = Histogram("partheland_request_seconds", "Time to answer.", ["route"], buckets=SECONDS)


def observe(*, method: str | None, route: str | None, status: int, seconds: float) -> None:
    """Count one answered request. Unknown routes count as one: what strangers type must not become a label."""
    known = route if route is not None else "unknown"
    REQUESTS.labels(method if method in METHODS else "other", known, str(status)).inc()
    DURATIONS.labels(known).observe(seconds)


METHODS = {"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"}


class Waiting:
    """What waits in the database at this moment."""

    def collect(self) -> Iterable[GaugeMetricFamily]:
        now = timezone.now()
        mails = OutgoingMail.objects.filter(status=OutgoingMail.Status.QUEUED).aggregate(
            count=Count("pk"), oldest=Min("created_at")
        )
        failed = OutgoingMail.objects.filter(status=OutgoingMail.Status.FAILED).count()
        age = (now - mails["oldest"]).total_seconds() if mails["oldest"] else 0.0
        yield GaugeMetricFamily("partheland_mails_queued", "Mails that wait to be sent.", mails["count"])
        yield GaugeMetricFamily("partheland_mails_oldest_seconds", "Age of the mail that waits longest.", age)
        yield GaugeMetricFamily("partheland_mails_failed", "Mails refused for good, as long as they are kept.", failed)
        pushes = PushDelivery.objects.due(now).count()
        yield GaugeMetricFamily("partheland_pushes_due", "Push messages that are due and not sent.", pushes)
        for gauge in gauges.known():
            yield GaugeMetricFamily(gauge.name, gauge.words, gauge.count())
        yield GaugeMetricFamily("partheland_jobs_waiting", "Jobs that are due and not begun.", jobs.due(now))
        yield GaugeMetricFamily("partheland_worker_alive", "1 where a worker is alive.", int(jobs.worker_is_alive()))


@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The numbers, for who knows METRICS_TOKEN; where none is set there is no such page."""
    if not settings.METRICS_TOKEN:
        raise Http404
    sent = request.META.get("HTTP_AUTHORIZATION", "")
    if not secrets.compare_digest(sent.encode(), f"Bearer {settings.METRICS_TOKEN}".encode()):
        return HttpResponse(
            "Please send METRICS_TOKEN as bearer token.\n",
            status=HTTPStatus.UNAUTHORIZED,
            content_type="text/plain; charset=utf-8",
            headers={"WWW-Authenticate": 'Bearer realm="metrics"'},
        )
    answer = HttpResponse(_text(), content_type=CONTENT_TYPE_LATEST)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _text() -> bytes:
    gathered = CollectorRegistry()
    gathered.register(Waiting())
    if not settings.PROMETHEUS_MULTIPROC_DIR:
        return generate_latest(gathered) + generate_latest(REGISTRY)
    MultiProcessCollector(gathered)  # type: ignore[no-untyped-call]
    return generate_latest(gathered)
