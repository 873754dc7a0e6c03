"""What holds for every page behind a mail link."""

import pytest
from django.apps import apps

from tests.factories.events import RegistrationFactory, WorkshopFactory
from tests.pages.conftest import confirm_token, manage_token

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
PATHS = [f"/registrations/{act}" for act in ("confirm", "manage", "cancel", "accept-offer", "decline-offer")]
OWNED = ("events", "audit", "mail", "procrastinate")


def everything():
    """All rows a page could have changed."""
    models = [model for label in OWNED for model in apps.get_app_config(label).get_models() if model._meta.managed]
    models += [apps.get_model("procrastinate", "ProcrastinateJob")]
    return {model: sorted(map(str, model._default_manager.values_list())) for model in models}


def token_for(path, registration):
    return (confirm_token if path.endswith("/confirm") else manage_token)(registration)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("state", [{}, {"held": True}, {"confirmed": True}, {"waiting": True}, {"offered": True}])
def test_opening_a_link_changes_nothing(reader, path, state):
    token = token_for(path, RegistrationFactory(**state))
    before = everything()
    response = reader.open(path, token=token)
    assert (response.status_code, everything()) == (200, before)


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("token", ["", "x", "A" * 43, "\x00" * 43, "ü" * 43, "A" * 5000])
@pytest.mark.parametrize("verb", ["open", "press"])
def test_an_unknown_token_is_gone_and_says_what_to_do(reader, path, token, verb):
    response = getattr(reader, verb)(path, token=token)
    assert response.status_code == 410
    assert "Was Sie tun können" in response.text


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("verb", ["open", "press"])
def test_a_token_made_for_another_purpose_opens_nothing(reader, path, verb):
    registration = RegistrationFactory(offered=True)
    token = (manage_token if path.endswith("/confirm") else confirm_token)(registration)
    response = getattr(reader, verb)(path, token=token)
    assert (response.status_code, registration.name in response.text) == (410, False)
    registration.refresh_from_db()
    assert registration.state == "offered"


@pytest.mark.parametrize("path", PATHS)
def test_nobody_stores_or_indexes_these_pages(reader, path):
    for token in (token_for(path, RegistrationFactory(confirmed=True)), "unknown"):
        response = reader.open(path, token=token)
        assert (response["Cache-Control"], response["X-Robots-Tag"]) == ("no-store", "noindex")


@pytest.mark.parametrize("path", PATHS)
def test_the_result_has_no_token_in_its_address(reader, path):
    state = {"confirmed": True} if path.endswith(("manage", "cancel")) else {"offered": True}
    token = token_for(path, RegistrationFactory(**({} if path.endswith("/confirm") else state)))
    text = reader.open(path, token=token).text
    assert f'<form method="post" action="{path}"' in text
    assert f'<input type="hidden" name="token" value="{token}">' in text


def test_a_button_takes_its_token_from_the_form_alone(reader):
    registration = RegistrationFactory(confirmed=True)
    response = reader.client.post(f"/registrations/cancel?token={manage_token(registration)}")
    registration.refresh_from_db()
    assert (response.status_code, registration.state) == (410, "confirmed")


@pytest.mark.parametrize("path", PATHS)
def test_other_methods_are_refused(reader, path):
    response = reader.client.delete(path)
    assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, POST")


def test_names_and_titles_are_text_not_markup(reader):
    workshop = WorkshopFactory(event__title="<script>alert(1)</script>")
    registration = RegistrationFactory(workshop=workshop, confirmed=True, name='"><img src=x onerror=alert(1)>')
    text = reader.open("/registrations/manage", token=manage_token(registration)).text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "&quot;&gt;&lt;img src=x" in text


def test_english_is_spoken_to_who_prefers_it(reader):
    token = confirm_token(RegistrationFactory())
    headers = {"accept-language": "en-GB,en;q=0.9,de;q=0.5"}
    response = reader.client.get("/registrations/confirm", {"token": token}, headers=headers)
    assert "<h1>Confirm your registration?</h1>" in response.content.decode()
    assert response["Content-Language"] == "en"
