"""Clerks see the mails that wait for them, assign them or lay them aside."""

import pytest
from django.test import Client

from core.accounts.models import Role
from core.municipalities.models import Organization
from events.admin.incoming_mail import AssignForm
from events.models import IncomingMail, Registration
from events.services import by_mail
from tests.events.by_mail.letters import mail
from tests.factories.events import WorkshopFactory
from tests.factories.roles import clerk_of
from tests.forms import submit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
LIST = "/admin/events/incomingmail/"


@pytest.fixture
def clerk():
    client = Client(headers={"Accept-Language": "de"})
    client.force_login(clerk_of("gemeinde-borsdorf", Role.EDITOR))
    return client


@pytest.fixture
def waiting():
    return by_mail.take_in(mail("Bitte anmelden", "<script>alert(1)</script>"))


def page(row, act):
    return f"{LIST}{row.pk}/{act}/"


def test_the_list_shows_what_is_still_to_do(clerk, waiting):
    WorkshopFactory(keyword="Digitalworkshop")
    by_mail.take_in(mail("Digitalworkshop", sender="jana@example.org"))
    assert list(clerk.get(LIST).context["cl"].result_list) == [waiting]
    assert len(clerk.get(LIST, {"settled": "all"}).context["cl"].result_list) == 2
    assert "<script>alert" not in clerk.get(f"{LIST}{waiting.pk}/change/").text


def test_the_page_says_in_words_why_it_waits(clerk, waiting):
    told = clerk.get(f"{LIST}{waiting.pk}/change/").text
    assert "Sie nennt kein Stichwort einer Veranstaltung, für die man sich anmelden kann." in told
    assert ("no_keyword" in told, "&#x27;unclear&#x27;" in told) == (False, False)


def test_what_is_assigned_is_seen_by_the_office_of_the_event_only(clerk, waiting):
    naunhof = Organization.objects.get(slug="stadt-naunhof")
    theirs = WorkshopFactory(keyword="Werkstatt", event__organization=naunhof, event__addressed=["naunhof"])
    row = by_mail.take_in(mail("Werkstatt", sender="jana@example.org"))
    assert row.event == theirs.event
    assert list(clerk.get(LIST, {"settled": "all"}).context["cl"].result_list) == [waiting]
    assert clerk.get(f"{LIST}{row.pk}/change/").status_code == 302


def test_one_click_registers_for_the_chosen_event(clerk, waiting):
    mine = WorkshopFactory(keyword="Digitalworkshop")
    naunhof = Organization.objects.get(slug="stadt-naunhof")
    of_others = WorkshopFactory(keyword="Werkstatt", event__organization=naunhof, event__addressed=["naunhof"])
    refused = submit(clerk, page(waiting, "assign"), event=str(of_others.event_id))
    assert (refused.status_code, Registration.objects.count()) == (200, 0)
    assert submit(clerk, page(waiting, "assign"), event=str(mine.event_id)).status_code == 302
    assert Registration.objects.get().workshop == mine
    assert clerk.get(page(waiting, "assign")).status_code == 403  # settled


def test_what_one_clerk_may_choose_from_is_not_written_where_all_read_it():
    assert AssignForm(choices=[("1", "Ortskern")]).fields["event"].choices == [("1", "Ortskern")]
    assert AssignForm.base_fields["event"].choices == []


def test_what_is_laid_aside_is_forgotten(clerk, waiting):
    assert clerk.get(page(waiting, "dismiss")).status_code == 200
    assert IncomingMail.objects.get().text
    assert clerk.post(page(waiting, "dismiss")).status_code == 302
    assert IncomingMail.objects.get().text == ""


def test_who_does_not_look_after_participants_sees_nothing(waiting):
    client = Client()
    client.force_login(clerk_of("gemeinde-borsdorf", Role.MODERATOR))
    assert client.get(LIST).status_code == 403
    assert client.post(page(waiting, "dismiss")).status_code == 403
