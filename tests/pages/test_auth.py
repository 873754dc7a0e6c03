"""Accounts by mail link as a person meets them: link, page, button, result."""

import pytest
from django.test import Client

from core.accounts.models import Person
from core.accounts.services import sessions
from core.mail.models import OutgoingMail
from tests.core.test_accounts import link_of, sign_up
from tests.core.test_accounts_addresses import asked
from tests.core.test_accounts_addresses import link_of as change_link_of
from tests.core.test_accounts_passwords import link_of as reset_link_of
from tests.factories.accounts import PASSWORD, PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
NEW = "Gummistiefel Kirschkuchen 9"


def heading(response):
    return response.text.partition("<h1>")[2].partition("</h1>")[0]


def test_opening_the_link_shows_what_was_typed_and_changes_nothing(reader):
    token = link_of(sign_up(name="Erika <b>Muster</b>"))
    response = reader.open("/auth/verify-email", token=token)
    assert (response.status_code, heading(response)) == (200, "Möchten Sie Ihre Adresse bestätigen?")
    assert ("erika@example.org" in response.text, "<b>Muster" in response.text) == (True, False)
    assert Person.objects.count() == 0


def test_the_button_makes_the_account_once(reader):
    token = link_of(sign_up())
    response = reader.press("/auth/verify-email", token=token)
    assert (response.status_code, heading(response)) == (200, "Ihr Konto ist bereit")
    assert sessions.sign_in(email="erika@example.org", password=PASSWORD)
    for again in (reader.press("/auth/verify-email", token=token), reader.open("/auth/verify-email", token=token)):
        assert again.status_code == 410
    assert Person.objects.count() == 1


@pytest.mark.parametrize("path", ["/auth/verify-email", "/auth/password-reset", "/auth/email-change"])
def test_a_link_that_is_none_leads_on(reader, path):
    for response in (reader.open(path), reader.open(path, token="x" * 43), reader.press(path, token="x")):
        assert (response.status_code, response["Cache-Control"]) == (410, "no-store")
        assert "in der App" in response.text


def test_setting_a_new_password(reader):
    person = PersonFactory()
    token = reset_link_of(person)
    assert person.email in reader.open("/auth/password-reset", token=token).text
    done = reader.press("/auth/password-reset", token=token, password=NEW)
    assert (done.status_code, 'role="status"' in done.text) == (200, True)
    assert sessions.sign_in(email=person.email, password=NEW)
    assert reader.press("/auth/password-reset", token=token, password=NEW).status_code == 410


def test_who_has_no_app_asks_for_a_new_password_here(reader):
    person = PersonFactory(email="erika@example.org")
    assert "Passwort vergessen?" in heading(reader.open("/auth/forgotten-password"))
    known = reader.press("/auth/forgotten-password", email="Erika@Example.org")
    unknown = reader.press("/auth/forgotten-password", email="niemand@example.org")
    assert (known.status_code, unknown.status_code) == (200, 200)
    assert known.text.replace("erika@", "") == unknown.text.replace("niemand@", "")
    letters = OutgoingMail.objects.order_by("created_at").values_list("letter", "ids__person_id")
    assert [(name, found == str(person.pk)) for name, found in letters] == [
        ("password_reset", True), ("password_reset", False),
    ]  # fmt: skip


@pytest.mark.parametrize(("email", "sentence"), [("", "Bitte geben Sie"), ("erika", "Bitte prüfen Sie die Adresse")])
def test_an_address_that_is_none_is_explained(reader, email, sentence):
    refused = reader.press("/auth/forgotten-password", email=email)
    assert (refused.status_code, sentence in refused.text, OutgoingMail.objects.count()) == (400, True, 0)


def test_letters_asked_for_here_are_limited_as_over_the_api(reader, settings):
    settings.RATE_LIMITS = True
    answers = [reader.press("/auth/forgotten-password", email="erika@example.org").status_code for _ in range(6)]
    assert answers == [200] * 5 + [429]


def test_the_sign_in_of_the_administration_leads_there():
    assert 'href="/auth/forgotten-password"' in Client().get("/admin/login/").content.decode()


def test_moving_to_another_address(reader):
    person = PersonFactory(email="alt@example.org")
    token = change_link_of(asked(person))
    shown = reader.open("/auth/email-change", token=token)
    assert (heading(shown), "alt@example.org" in shown.text) == ("Möchten Sie die neue Adresse verwenden?", True)
    done = reader.press("/auth/email-change", token=token)
    assert (done.status_code, heading(done), "neu@example.org" in done.text) == (
        200,
        "Ihre Adresse ist geändert",
        True,
    )
    assert reader.press("/auth/email-change", token=token).status_code == 410
    assert sessions.sign_in(email="neu@example.org", password=PASSWORD)


@pytest.mark.parametrize(("password", "sentence"), [("", "Bitte geben Sie"), ("1234567890", "schnell erraten")])
def test_a_refused_password_is_explained_beside_its_field(reader, password, sentence):
    person = PersonFactory()
    token = reset_link_of(person)
    response = reader.press("/auth/password-reset", token=token, password=password)
    assert (response.status_code, sentence in response.text) == (400, True)
    assert reader.press("/auth/password-reset", token=token, password=NEW).status_code == 200


def test_a_typed_password_is_never_sent_back(reader):
    response = reader.press("/auth/password-reset", token=reset_link_of(PersonFactory()), password="1234567890")
    assert "1234567890" not in response.text
