"""The numbers for monitoring: who may read them, and that nothing but routes and counts stands in them."""

import pytest
from django.test import Client
from prometheus_client.parser import text_string_to_metric_families

from core.mail.models import OutgoingMail

pytestmark = pytest.mark.django_db
TOKEN = {"Authorization": "Bearer einzweidrei"}


@pytest.fixture
def monitor(settings):
    settings.METRICS_TOKEN = "einzweidrei"
    return Client(headers=TOKEN)


def numbers(client):
    answer = client.get("/metrics")
    assert answer.status_code == 200
    samples = (sample for family in text_string_to_metric_families(answer.text) for sample in family.samples)
    return {(sample.name, *sorted(sample.labels.values())): sample.value for sample in samples}


def test_without_a_token_there_is_no_such_page():
    assert Client(headers=TOKEN).get("/metrics").status_code == 404


@pytest.mark.parametrize("sent", ["", "Bearer ", "Bearer falsch", "Basic einzweidrei", "Bearer \xff"])
def test_only_who_knows_the_token_reads_them(monitor, sent):
    answer = Client(headers={"Authorization": sent}).get("/metrics")
    assert (answer.status_code, answer.headers["WWW-Authenticate"]) == (401, 'Bearer realm="metrics"')


def test_requests_are_counted_by_route_and_nothing_that_was_typed(monitor):
    counted = ("partheland_requests_total", "200", "GET", "healthz")
    before = numbers(monitor).get(counted, 0)
    monitor.get("/healthz", {"token": "geheimnis"})
    monitor.get("/erika-geheimnis")
    monitor.generic("GEHEIMNIS", "/healthz")
    after = numbers(monitor)
    assert after[counted] == before + 1
    assert after["partheland_requests_total", "404", "GET", "unknown"] >= 1
    assert "geheimnis" not in monitor.get("/metrics").text.lower()


def test_what_waits_is_counted(monitor):
    OutgoingMail.objects.create(letter="x", language="de", ids={})
    assert numbers(monitor)[("partheland_mails_queued",)] == 1
    assert numbers(monitor)[("partheland_worker_alive",)] == 0
