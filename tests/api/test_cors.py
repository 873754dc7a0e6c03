"""Any site may read the API, errors included, and no cache has to tell origins apart."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db
ORIGIN = {"Origin": "https://www.naunhof.example"}


@pytest.fixture
def client():
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("headers", [{}, ORIGIN, {"Origin": "null"}])
@pytest.mark.parametrize(
    ("path", "status"),
    [("/api/v1/topics", 200), ("/api/v1/nothing", 404), ("/api/v1/topics?x=1", 400), ("/api/v1/me", 401)],
)
def test_every_answer_may_be_read_from_anywhere(client, path, status, headers):
    response = client.get(path, headers=headers)
    assert response.status_code == status
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert "Access-Control-Allow-Credentials" not in response.headers
    assert "origin" not in response.headers.get("Vary", "").lower()


def test_a_preflight_allows_what_the_contract_needs(client):
    asked = {"Access-Control-Request-Method": "PATCH", "Access-Control-Request-Headers": "authorization,if-match"}
    response = client.options("/api/v1/events", headers={**ORIGIN, **asked})
    allowed = response.headers["Access-Control-Allow-Headers"].split(", ")
    assert response.status_code == 200
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert {"authorization", "content-type", "if-match", "if-none-match", "idempotency-key"} <= set(allowed)
    assert {"GET", "POST", "PUT", "PATCH", "DELETE"} <= set(
        response.headers["Access-Control-Allow-Methods"].split(", ")
    )
    assert "Vary" not in response.headers


def test_scripts_may_read_the_headers_the_contract_relies_on(client):
    exposed = client.get("/api/v1/topics", headers=ORIGIN).headers["Access-Control-Expose-Headers"].split(", ")
    assert {"etag", "location", "retry-after", "ratelimit", "ratelimit-policy", "www-authenticate"} <= set(exposed)


def test_pages_for_people_are_not_open_to_other_sites(client):
    assert "Access-Control-Allow-Origin" not in client.get("/problems", headers=ORIGIN).headers
