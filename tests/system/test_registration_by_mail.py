"""Registration by mail against Dovecot and Exim: from the citizen's mail to the seat and the cancellation."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from email.message import EmailMessage
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
from django.db import connection

from core.inbox.account import account
from events.models import IncomingMail
from events.services import reading_mail
from tests.events.by_mail.corpus import CORPUS, DIGITAL, KEYWORDS
from tests.events.by_mail.letters import mail, thunderbird
from tests.factories.events import WorkshopFactory
from tests.stories.mailbox import links_of
from tests.stories.running import CODE, Service
from tests.system import mail_servers
from tests.system.mail_servers import Servers

WHY_NOT = mail_servers.why_not()
pytestmark = [pytest.mark.system, pytest.mark.server, pytest.mark.skipif(bool(WHY_NOT), reason=WHY_NOT)]
ADDRESS, CITIZEN = "anmeldung@partheland.example", "erika.muster@example.org"


@pytest.fixture(scope="module")
def servers() -> Iterator[Servers]:
    with mail_servers.running() as servers:
        yield servers


@pytest.fixture(scope="module")
def own(data: Path, servers: Servers, database_url: str) -> Iterator[Service]:
    """Its worker knows no mailbox: the tests look into it themselves, and nobody else in between."""
    service = Service(data / "by mail", email_url=servers.smtp_url, database_url=database_url)
    yield service.started()
    service.stop()


def read_mailbox(service: Service, servers: Servers) -> subprocess.Popen[bytes]:
    """The service's own look into the mailbox, without waiting for the full minute; complaints go to its log."""
    with service.log.open("ab") as log:
        return subprocess.Popen(
            [sys.executable, str(CODE / "manage.py"), "read_mailbox"],
            env=service.environment | {"IMAP_URL": servers.url(ADDRESS)},
            stdout=subprocess.DEVNULL, stderr=log,
        )  # fmt: skip


def read_all(service: Service, servers: Servers) -> None:
    for _round in range(10):
        assert read_mailbox(service, servers).wait(timeout=120) == 0, service.log.read_text()[-3000:]
        if not servers.folder_of(ADDRESS):
            return
    raise AssertionError("The mailbox does not become empty.")


def test_from_a_mail_with_the_keyword_to_the_seat_and_back(own: Service, servers: Servers) -> None:
    asked = "<frage.1@mail.example.org>"
    servers.send(mail("AW: digitalworkshop borsdorf", "Wir kommen zu zweit.", message_id=asked), to=ADDRESS)
    servers.wait_for(ADDRESS, 1)
    read_all(own, servers)
    (answer,) = servers.wait_for(CITIZEN, 1)
    assert (answer["In-Reply-To"], answer["Auto-Submitted"]) == (asked, "auto-replied")
    token = links_of(answer)["/registrations/confirm"]
    page = httpx.get(f"{own.url}/registrations/confirm", params={"token": token})
    assert 'value="2"' in page.text
    form = {"token": token, "name": "Erika Muster", "party_size": "2"}
    confirmed = httpx.post(f"{own.url}/registrations/confirm", data=form)
    assert "Sie sind angemeldet" in confirmed.text
    _, told = servers.wait_for(CITIZEN, 2)
    servers.send(thunderbird("Re: Ihre Anmeldung", "Absage", headers={"In-Reply-To": told["Message-ID"]}), to=ADDRESS)
    servers.wait_for(ADDRESS, 1)
    read_all(own, servers)
    cancel = servers.wait_for(CITIZEN, 3)[-1]
    token = links_of(cancel)["/registrations/cancel"]
    assert "abgesagt" in httpx.post(f"{own.url}/registrations/cancel", data={"token": token}).text
    assert servers.folder_of(ADDRESS, "Erledigt")[0]["Subject"] == "AW: digitalworkshop borsdorf"


def test_killed_while_it_reads_it_answers_each_mail_once(own: Service, servers: Servers) -> None:
    senders = [f"person{number}@example.org" for number in range(25)]
    for sender in senders:
        servers.send(mail(DIGITAL, sender=sender), to=ADDRESS, sender=sender)
    servers.wait_for(ADDRESS, len(senders))
    for seconds in (1.6, 1.8, 2.0, 2.2):
        process = read_mailbox(own, servers)
        time.sleep(seconds)  # wherever it is by then
        os.kill(process.pid, signal.SIGKILL)
        process.wait()
    read_all(own, servers)
    for sender in senders:
        servers.wait_for(sender, 1)
    # Moved back by somebody: known, and put away again without another word.
    with servers.signed_in(ADDRESS) as client:
        client.select("Erledigt")
        client.copy("1:*", "INBOX")
    read_all(own, servers)
    assert Counter(len(servers.folder_of(sender)) for sender in senders) == {1: len(senders)}
    assert _kept(own) >= len(senders)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("region")
def test_the_whole_corpus_has_its_outcome_over_the_wire(servers: Servers, settings: Any) -> None:
    address = "korpus@partheland.example"
    settings.MAILBOX = account(servers.url(address))
    for keyword in KEYWORDS:
        WorkshopFactory(keyword=keyword)
    for row in CORPUS:
        servers.send(row.content, to=address)
    servers.wait_for(address, len(CORPUS))
    while reading_mail.read_or_fail():
        pass
    got = Counter(IncomingMail.objects.values_list("outcome", flat=True))
    assert got["registered"] + got["unclear"] + got["not_answered"] == len(CORPUS)
    assert servers.folder_of(address) == []
    assert len(servers.folder_of(address, "Erledigt")) == len(CORPUS)


@pytest.mark.django_db(transaction=True)
@pytest.mark.usefixtures("region")
def test_a_mail_that_cannot_be_taken_in_stands_in_nobody_s_way(servers: Servers, settings: Any) -> None:
    address, bad, good = "stolperstein@partheland.example", "bad@example.org", "good@example.org"
    settings.MAILBOX = account(servers.url(address))
    WorkshopFactory(keyword=DIGITAL)
    for sender in (bad, good):
        servers.send(mail(DIGITAL, sender=sender), to=address, sender=sender)
    servers.wait_for(address, 2)
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE events_registration ADD CONSTRAINT stone CHECK (email <> %s)", [bad])
        assert reading_mail.read_or_fail() == 1
        assert [sender_of(one) for one in servers.folder_of(address, "Erledigt-Fehler")] == [bad]
        cursor.execute("ALTER TABLE events_registration DROP CONSTRAINT stone")
    assert servers.folder_of(address) == []
    # Mended, and moved back: as if it came now.
    with servers.signed_in(address) as client:
        client.select("Erledigt-Fehler")
        client.copy("1:*", "INBOX")
    assert reading_mail.read_or_fail() == 1
    assert IncomingMail.objects.filter(outcome="registered").count() == 2


def sender_of(one: EmailMessage) -> str:
    return parseaddr(one["From"])[1]


def _kept(service: Service) -> int:
    """How many mails the service remembers having taken in."""
    url = service.environment["DATABASE_URL"]
    where = url or f"host='{service.data}/postgres/socket' user=partheland dbname=partheland"
    with psycopg.connect(where) as database:
        row = database.execute("SELECT count(*) FROM events_incomingmail").fetchone()
        return int(row[0]) if row else 0
