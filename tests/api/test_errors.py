"""Every error below /api is a problem document (RFC 9457), whoever gave it."""

import pytest
from django.conf import settings
from django.test import Client
from django.utils import translation

from core.errors import TooMany

pytestmark = pytest.mark.urls("tests.api.probe")


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


def problem(response):
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Cache-Control"] == "no-store"
    body = response.json()
    assert body["status"] == response.status_code
    assert body["type"] == f"{settings.PUBLIC_URL}/problems/{body['code']}"
    assert body["title"]
    assert body["detail"]
    return response.status_code, body["code"]


@pytest.mark.parametrize(
    ("way", "status", "code"),
    [
        ("invalid", 400, "invalid"),
        ("unauthenticated", 401, "not_authenticated"),
        ("not-authenticated", 401, "not_authenticated"),
        ("forbidden", 403, "forbidden"),
        ("django-forbidden", 403, "forbidden"),
        ("missing", 404, "not_found"),
        ("http404", 404, "not_found"),
        ("conflict", 409, "conflict"),
        ("gone", 410, "gone"),
        ("too-many", 429, "too_many_requests"),
        ("suspicious", 400, "malformed_request"),
        ("fault", 500, "server_error"),
    ],
)
def test_each_way_to_fail_has_its_status_and_code(client, way, status, code):
    assert problem(client.get(f"/api/fail/{way}")) == (status, code)


@pytest.mark.parametrize("method", ["get", "head", "post", "put", "patch", "delete", "options"])
def test_an_unknown_route_is_a_problem_for_every_method(client, method):
    response = getattr(client, method)("/api/v9/nothing")
    assert response.status_code == 404
    assert response.headers["Content-Type"] == "application/problem+json"


def test_unknown_methods_are_refused_before_credentials_are_asked_for(client):
    response = client.get("/api/guarded")
    assert problem(response) == (405, "method_not_allowed")
    assert response.headers["Allow"] == "POST, OPTIONS"
    assert problem(client.post("/api/guarded")) == (401, "not_authenticated")


def test_options_asks_for_no_credentials_and_answers_with_allow_alone(client):
    response = client.options("/api/guarded")
    assert (response.status_code, response.content) == (204, b"")
    assert response.headers["Allow"] == "POST, OPTIONS"


def test_what_other_code_answers_as_a_page_becomes_a_problem(client):
    assert problem(client.get("/api/bounced")) == (403, "forbidden")


@pytest.mark.django_db
@pytest.mark.urls("core.urls")
def test_an_unknown_host_is_a_problem(client, settings):
    settings.ALLOWED_HOSTS = ["partheland.example"]
    assert problem(client.get("/api/v1/events", headers={"Host": "evil.example"})) == (400, "malformed_request")


def test_a_fault_tells_nothing_of_itself(client):
    assert b"erika" not in client.get("/api/fail/fault").content


def test_who_is_not_signed_in_hears_how(client):
    assert client.get("/api/fail/unauthenticated").headers["WWW-Authenticate"] == 'Bearer realm="partheland"'


def test_who_asks_too_often_hears_how_long_to_wait(client):
    response = client.get("/api/fail/too-many")
    assert response.headers["Retry-After"] == "30"
    assert response.json()["retry_after"] == 30


@pytest.mark.parametrize(
    ("seconds", "told"),
    [
        (60, "Bitte warten Sie einen Moment und versuchen Sie es dann noch einmal."),
        (61, "Das war sehr oft. Bitte versuchen Sie es in 2 Minuten noch einmal."),
        (720, "Das war sehr oft. Bitte versuchen Sie es in 12 Minuten noch einmal."),
    ],
)
def test_who_has_to_wait_for_minutes_is_not_told_a_moment(seconds, told):
    with translation.override("de"):
        assert str(TooMany(retry_after=seconds).detail) == told


def test_facts_of_a_refusal_are_members_of_the_problem(client, time_machine):
    time_machine.move_to("2026-11-24T12:00:00+01:00", tick=False)
    body = client.get("/api/fail/conflict").json()
    assert (body["opens_at"], body["seats"]) == ("2026-11-24T12:00:00+01:00", 2)


@pytest.mark.parametrize(
    ("accepted", "language", "title"),
    [
        ("de", "de", "Nicht gefunden"),
        ("en", "en", "Not found"),
        ("fr", "de", "Nicht gefunden"),
        ("", "de", "Nicht gefunden"),
    ],
)
def test_a_problem_speaks_the_language_asked_for(client, accepted, language, title):
    response = client.get("/api/fail/missing", headers={"Accept-Language": accepted})
    assert response.json()["title"] == title
    assert response.headers["Content-Language"] == language
    assert "Accept-Language" in response.headers["Vary"]


@pytest.mark.django_db
def test_an_answer_that_is_no_problem_does_not_vary_by_language(client):
    response = client.get("/api/ascending", headers={"Accept-Language": "en"})
    assert response.status_code == 200
    assert "Vary" not in response.headers
    assert "Content-Language" not in response.headers
