"""The front door, the pages of problem codes, and error pages."""

import re
import uuid

import pytest
import time_machine
from django.db import connection
from django.test import RequestFactory
from django.urls import resolve
from django.utils import translation

from core.errors import Refusal
from pages.urls import urlpatterns
from pages.views import errors
from tests.pages.html import faults_of_page

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


def test_the_front_door_names_the_region_and_its_seven_municipalities(reader):
    text = reader.open("/").text
    assert (text.count('lang="de">'), "Gemeinde Großpösna" in text) == (9, True)


def test_every_problem_code_has_its_page_in_both_languages(reader):
    for code, kind in Refusal.registry.items():
        for language in ("de", "en"):
            reader.client.defaults["HTTP_ACCEPT_LANGUAGE"] = language
            response = reader.open(f"/problems/{code}")
            with translation.override(language):
                title = str(kind.title)
            assert response.status_code == 200
            assert title.replace("'", "&#x27;") in response.text


def test_the_index_leads_to_every_problem_code(reader):
    text = reader.open("/problems").text
    assert [code for code in Refusal.registry if f'href="/problems/{code}"' not in text] == []


@pytest.mark.parametrize(
    "path", ["/problems/no_such_code", "/problems/a/b", "/nowhere", "/registrations", "/problems/"]
)
def test_an_unknown_page_is_not_found(reader, path):
    assert reader.open(path).status_code == 404


@pytest.mark.parametrize("path", ["/", "/problems", "/problems/not_found", "/robots.txt"])
def test_public_pages_may_be_cached_by_language(client, path):
    response = client.get(path)
    assert (response.status_code, response["Vary"]) == (200, "Accept-Language")
    assert response["Cache-Control"].startswith("public, max-age=")
    assert client.post(path).status_code == 405


def test_robots_are_told_to_leave_mail_links_alone(client):
    response = client.get("/robots.txt")
    assert "Disallow: /registrations/\n" in response.content.decode()


def test_the_page_of_our_own_faults_needs_no_database():
    with connection.execute_wrapper(refuse):
        response = errors.server_error(RequestFactory().get("/"))
    assert (response.status_code, response["Cache-Control"]) == (500, "no-store")
    assert faults_of_page(response.content.decode()) == []


def refuse(*_args):
    raise AssertionError("the database was asked")


@pytest.mark.parametrize(
    ("page", "status"), [(errors.bad_request, 400), (errors.forbidden, 403), (errors.not_found, 404)]
)
def test_error_pages_say_what_to_do(page, status):
    response = page(RequestFactory().get("/"), exception=Exception("secret 4711"))
    text = response.content.decode()
    assert (response.status_code, faults_of_page(text), "4711" in text) == (status, [], False)


def test_an_expired_form_is_a_page_of_ours():
    response = errors.csrf_failure(RequestFactory().post("/admin/"), reason="secret 4711")
    text = response.content.decode()
    assert (response.status_code, faults_of_page(text), "4711" in text) == (403, [], False)


def test_the_guide_stands_at_api_and_each_of_its_links_leads_somewhere(reader):
    found = reader.open("/api")
    assert faults_of_page(found.text) == []
    links = re.findall(r'href="(/[^"]+)"', found.text.partition("<article")[2].partition("</article>")[0])
    assert set(links) == {"/api/docs", "/api/redoc", "/api/schema", "/problems", "/.well-known/security.txt"}
    assert [link for link in links if reader.client.get(link).status_code != 200] == []


@time_machine.travel("2026-11-26T10:00:00Z", tick=False)
def test_security_txt_names_the_office_and_never_expires(client):
    assert client.get("/.well-known/security.txt").text == (
        "Contact: mailto:info@partheland.de\nExpires: 2027-05-25T00:00:00Z\nPreferred-Languages: de, en\n"
        "Canonical: https://api.partheland.example/.well-known/security.txt\n"
    )


def test_ids_in_addresses_are_read_in_capitals_too():
    """As an app written in Swift names them."""
    known = uuid.UUID("01a22db5-3bd1-7631-b7ac-5e283344be1f")
    routes = [f"/{one.pattern}" for one in urlpatterns if "_id>" in str(one.pattern)]
    assert len(routes) == 9
    for route in [*routes, "/media/<id:upload_id>/name.jpg"]:
        match = resolve(re.sub(r"<\w+:\w+>", str(known).upper(), route))
        assert known in match.kwargs.values(), route
