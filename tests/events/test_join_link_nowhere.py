"""A distinctive join link is planted, everything is done that can be done, and then everything is searched for it."""

import logging
from datetime import timedelta

import pytest
from django.core import mail as sent
from django.db import connection
from django.test import Client

from api.schema import document
from core.actors import GUEST, SYSTEM
from core.mail import delivery
from core.mail.models import OutgoingMail
from events.models import Registration, RegistrationToken
from events.services import editing, join_links, registrations, telling
from tests.client import ApiClient
from tests.events.conftest import token_of
from tests.factories.accounts import PersonFactory
from tests.factories.events import WorkshopFactory
from tests.forms import submit

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
ROOM = "geheimraum4711"
LINK = f"https://konferenz.example/{ROOM}"
FORMATS = ("application/json", "application/ld+json", "text/calendar", "text/html")


@pytest.fixture
def said(caplog):
    """Everything that reaches any log."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.INFO, logger="django.db.backends")
    return caplog


@pytest.fixture
def workshop():
    """Entered by a clerk in the administration, as the link is in life."""
    workshop = WorkshopFactory(capacity=1)
    clerk = Client()
    clerk.force_login(PersonFactory(is_staff=True, is_superuser=True))
    address = f"/admin/events/event/{workshop.event_id}/change/"
    answer = submit(clerk, address, workshop__0__join_url=LINK)
    assert answer.status_code == 302
    workshop.refresh_from_db()
    assert workshop.join_url == LINK
    return workshop


def live_through(workshop, api):
    """Register, confirm, wait, open the link, change the event, remind, replace, cancel."""
    for name in ("erika", "otto"):
        body = {"name": name, "email": f"{name}@example.org"}
        path = f"/events/{workshop.event_id}/registrations"
        assert api.post(path, body, headers={"Idempotency-Key": name}).status_code == 202
        confirmed = api.post(
            "/registrations/confirm", {"token": token_of(Registration.objects.get(email=f"{name}@example.org"))}
        ).json()
    erika, otto = (Registration.objects.get(email=f"{name}@example.org") for name in ("erika", "otto"))
    assert (erika.state, otto.state, confirmed["status"]) == ("confirmed", "waitlisted", "waitlisted")
    manage = token_of(erika, RegistrationToken.MANAGE)
    assert ROOM in api.get("/registrations/access", token=manage).content.decode()
    assert api.get("/registrations/access", token=token_of(otto, RegistrationToken.MANAGE)).status_code == 403
    event = workshop.event
    event.title = "Neuer Titel"
    editing.save(event, municipalities=event.municipalities.all(), by=SYSTEM)
    telling.remind_due(now=event.starts_at - timedelta(hours=20))
    join_links.replace(event.pk, url=f"{LINK}neu", by=SYSTEM)
    deliver_all()
    registrations.cancel(erika.pk, by=GUEST)
    deliver_all()
    return erika, otto


def deliver_all():
    for mail in OutgoingMail.objects.filter(status="queued").order_by("created_at"):
        delivery.deliver(mail.pk)


def public_addresses(event_id):
    """Every GET of the document that needs no other id than an event's."""
    for path, item in document()["paths"].items():
        filled = path.replace("{event_id}", str(event_id)).replace("{id}", str(event_id))
        if "get" in item and "{" not in filled:
            yield filled


def rows_holding(needles):
    """Tables with a row that holds one of these texts, in clear or as bytes."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
            " WHERE schemaname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1"
        )
        for (table,) in cursor.fetchall():
            cursor.execute(
                f"SELECT count(*) FROM {table} AS row WHERE row::text ILIKE ANY(%s)",
                [[f"%{needle}%" for needle in needles]],
            )
            if cursor.fetchone()[0]:
                found.append(table)
    return found


def test_the_search_finds_what_is_there():
    workshop = WorkshopFactory(event__title=ROOM, keyword="x")
    workshop.sealed_join_url = ROOM.encode()
    workshop.save()
    assert set(rows_holding([ROOM, ROOM.encode().hex()])) >= {"public.events_event", "public.events_workshop"}


def test_the_join_link_is_nowhere_but_with_confirmed_participants(workshop, said):
    api = ApiClient()
    erika, otto = live_through(workshop, api)
    waiting = token_of(otto, RegistrationToken.MANAGE)
    ended = token_of(erika, RegistrationToken.MANAGE)

    paths = list(public_addresses(workshop.event_id))
    assert len(paths) > 20
    for path in paths:
        for accept in FORMATS:
            for headers in ({}, {"Authorization": f"Bearer {waiting}"}, {"Authorization": f"Bearer {ended}"}):
                answer = Client().get(path, headers={"Accept": accept, **headers})
                assert ROOM not in b"".join(answer).decode(errors="replace"), path
                assert ROOM not in str(answer.headers), path
    for token in (waiting, ended):
        assert ROOM not in Client().get(f"/registrations/manage?token={token}").content.decode()

    assert rows_holding([ROOM, ROOM.encode().hex()]) == []
    assert ROOM not in said.text
    assert ROOM not in str([vars(record) for record in said.records])


def test_letters_hold_it_for_confirmed_participants_only_and_their_calendar_files_never(workshop):
    live_through(workshop, ApiClient())
    holding = {(mail.to[0], mail.subject.partition(":")[0]) for mail in sent.outbox if ROOM in str(mail.message())}
    holding |= {(mail.to[0], mail.subject.partition(":")[0]) for mail in sent.outbox if ROOM in mail.body}
    assert holding == {
        ("erika@example.org", "Ihre Anmeldung ist bestätigt"),
        ("erika@example.org", "Geändert"),
        ("erika@example.org", "Bald geht es los"),
        ("erika@example.org", "Neuer Link zur Teilnahme"),
    }
    files = [part.get_payload(decode=True) for mail in sent.outbox for part in mail.attachments]
    assert files
    assert [file for file in files if ROOM.encode() in file] == []
