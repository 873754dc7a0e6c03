"""After the main story and its error paths, nothing that others may read names the person or holds a token."""

import shutil
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import psycopg
import pytest
import yaml
from aiosmtpd.smtp import SMTP, Envelope, Session

from core import embedded_postgres
from tests.stories.journey import bearer, digital_workshop
from tests.stories.mailbox import Mailbox, links_of
from tests.stories.running import CODE, Service, eventually

pytestmark = pytest.mark.server

# No text of ours has these letters. The network is one for documentation (RFC 5737).
NAME, ADDRESS, NETWORK = "Xanthippe Quolsdorff", "xanthippe@quolsdorff.example", "203.0.113.77"
REFUSED, BUSY = "weg@quolsdorff.example", "spaeter@quolsdorff.example"
PASSWORD = "Quolsdorffs Regenschirm 7"
WORDS = ("xanthippe", "quolsdorff", NETWORK)
METRICS = "zahlen"
HALF = '{"email": "xanthippe@quolsdorff.example", "pass'


class ChoosyMailbox(Mailbox):
    """Quotes the address in its refusals, as mail servers do."""

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in {REFUSED, BUSY}:
            return f"{550 if address == REFUSED else 451} <{address}>: not now"
        envelope.rcpt_tos.append(address)
        return "250 OK"


@dataclass
class Told:
    """What the story learnt: tokens that are its person's alone, and what everybody was told."""

    secrets: dict[str, str] = field(default_factory=dict)
    public: dict[str, str] = field(default_factory=dict)

    def found_in(self, text: str) -> set[str]:
        """Which of the words and secrets the text holds."""
        lower = text.lower()
        return {word for word in WORDS if word in lower} | {
            name for name, secret in self.secrets.items() if secret in text
        }


@dataclass
class Story:
    service: Service
    client: httpx.Client
    mailbox: Mailbox
    told: Told = field(default_factory=Told)

    def sql(self, statement: str) -> list[tuple[Any, ...]]:
        place = embedded_postgres.socket_directory(self.service.data)
        name = embedded_postgres.NAME
        with psycopg.connect(host=str(place), port=embedded_postgres.PORT, dbname=name, user=name) as connection:
            cursor = connection.execute(statement.encode())
            return cursor.fetchall() if cursor.description else []

    def python(self, code: str) -> None:
        """By a clerk's hand, as it were."""
        command = [sys.executable, str(CODE / "manage.py"), "shell", "--no-imports", "-c", code]
        subprocess.run(command, env=self.service.environment, check=True, capture_output=True, timeout=60)

    def link_to(self, address: str, path: str) -> str:
        """The token of the next link to the path; those of all letters until then are kept as secrets too."""
        while path not in self.told.secrets:
            self.told.secrets |= links_of(self.mailbox.next_to(address))
        return self.told.secrets[path]


@pytest.fixture(scope="module")
def story() -> Iterator[Story]:
    """The whole story, told once."""
    folder, mailbox = Path(tempfile.mkdtemp(prefix="partheland leaks ")), ChoosyMailbox()
    folder.chmod(0o711)
    mailbox.start()
    service = Service(folder / "data", email_url=mailbox.url)
    service.environment |= {"LOG_LEVEL": "INFO", "METRICS_TOKEN": METRICS, "TRUSTED_PROXIES": "127.0.0.1"}
    service.environment |= {"ALLOWED_HOSTS": "127.0.0.1,localhost"}
    service.started()
    try:
        yield tell(service, mailbox)
    finally:
        service.stop()
        mailbox.stop()
        embedded_postgres.stop(service.data)
        shutil.rmtree(folder, ignore_errors=True)


def tell(service: Service, mailbox: Mailbox) -> Story:
    headers = {"X-Forwarded-For": NETWORK, "User-Agent": "Xanthippes Telefon"}
    with httpx.Client(base_url=service.url, timeout=30, headers=headers) as client:
        story = Story(service, client, mailbox)
        tell_of_the_guest(story)
        tell_of_the_account(story)
        tell_of_what_is_stored(story)
        tell_of_mistakes(story)
        tell_of_mails_that_fail(story)
        tell_of_our_own_faults(story)
        listen(story)
    return story


def tell_of_the_guest(story: Story) -> None:
    workshop = digital_workshop(story.client)
    body = {"name": NAME, "email": ADDRESS, "party_size": 2}
    assert story.client.post(f"/api/v1/events/{workshop['id']}/registrations", json=body).status_code == 202
    token = story.link_to(ADDRESS, "/registrations/confirm")
    assert story.client.get("/registrations/confirm", params={"token": token}).status_code == 200
    assert story.client.post("/registrations/confirm", data={"token": token}).status_code == 200
    manage = story.link_to(ADDRESS, "/registrations/manage")
    assert story.client.get("/registrations/manage", params={"token": manage}).status_code == 200
    assert story.client.get("/api/v1/registrations/access", headers=bearer(manage)).status_code == 200
    idea = {"title": "Bank am Radweg", "text": "Eine Bank im Schatten.", "email": ADDRESS, "author_name": NAME}
    assert story.client.post("/api/v1/ideas", json=idea | {"display": "anonymous"}).status_code == 202
    token = story.link_to(ADDRESS, "/ideas/confirm")
    assert story.client.post("/api/v1/ideas/confirm", json={"token": token}).status_code == 200
    story.python(
        "from core.actors import SYSTEM; from ideas.models import Idea; from ideas.services import moderation;"
        "moderation.approve(Idea.objects.get(title='Bank am Radweg').pk, by=SYSTEM)"
    )


def tell_of_the_account(story: Story) -> None:
    client, secrets = story.client, story.told.secrets
    sign_up = {"email": ADDRESS, "password": PASSWORD, "display_name": NAME, "is_16_or_older": True}
    assert client.post("/api/v1/auth/register", json=sign_up).status_code == 202
    token = story.link_to(ADDRESS, "/auth/verify-email")
    assert client.post("/api/v1/auth/verify-email", json={"token": token}).status_code == 200
    signed_in = client.post("/api/v1/auth/token", json={"email": ADDRESS, "password": PASSWORD}).json()
    secrets |= {name: signed_in[name] for name in ("access", "refresh", "device")}
    own = bearer(signed_in["access"])
    for path in ("me", "me/export", "me/sessions", "me/registrations", "me/ideas"):
        answer = client.get(f"/api/v1/{path}", headers=own)
        assert (answer.status_code, "public" in answer.headers["Cache-Control"]) == (200, False)
    assert client.post("/api/v1/auth/password/reset", json={"email": ADDRESS}).status_code == 202
    story.link_to(ADDRESS, "/auth/password-reset")
    body = {"title": "Noch eine Bank", "text": "Wie oben.", "display": "pseudonym", "author_name": "Quolsdorffs"}
    assert client.post("/api/v1/ideas", json=body, headers=own).status_code == 201


def tell_of_what_is_stored(story: Story) -> None:
    """Seen and saved by mailed link, and not deleted, for the tick is missing."""
    client, address = story.client, "/privacy/data"
    assert client.post("/privacy", data={"email": ADDRESS}).status_code == 200
    token = story.link_to(ADDRESS, address)
    answers = [
        client.get(address, params={"token": token}),
        client.post(address, data={"token": token, "act": "save"}),
        client.post(address, data={"token": token, "act": "erase", "contributions": "remove"}),
        client.get(address, params={"token": token[::-1]}),
    ]
    assert [answer.status_code for answer in answers] == [200, 200, 400, 410]
    assert [NAME in answer.text for answer in answers] == [True, True, True, False]
    assert {answer.headers["Cache-Control"] for answer in answers} == {"no-store"}


def tell_of_mistakes(story: Story) -> None:
    client, access = story.client, story.told.secrets["access"]
    wrong = {"email": ADDRESS, "password": "Quolsdorffs Irrtum 99"}
    answers = [
        client.post("/api/v1/auth/token", json=wrong),
        client.post("/api/v1/auth/register", content=HALF, headers={"Content-Type": "application/json"}),
        client.post("/api/v1/auth/register", json={"email": "xanthippe@@quolsdorff", "xanthippe": "quolsdorff"}),
        client.get("/api/v1/events", params={"q": NAME, "quolsdorff": "xanthippe"}),
        client.get("/api/v1/me", params={"access_token": access}),
        client.get(f"/api/v1/{ADDRESS}"),
        client.get("/quolsdorff/xanthippe", params={"email": ADDRESS}),
        client.get("/registrations/confirm", params={"token": "xanthippe"}),
        client.put("/api/v1/events", json={"name": NAME}),
        # Its connection ends with the answer: the rest of such a body is not read.
        httpx.post(
            f"{story.service.url}/api/v1/ideas", content=NAME * 60_000, headers={"Content-Type": "application/json"}
        ),
        client.post("/api/v1/ideas", content=NAME, headers={"Content-Type": "text/quolsdorff"}),
        client.post("/admin/login/", data={"username": ADDRESS, "password": PASSWORD}),
        client.get("/admin/", headers={"Cookie": f"session={ADDRESS}"}),
        client.get("/metrics", headers=bearer(ADDRESS)),
        client.get("/", headers={"Host": "quolsdorff.example"}),
    ]
    assert [answer.status_code for answer in answers] == [
        401, 400, 400, 400, 400, 404, 404, 410, 405, 413, 415, 403, 302, 401, 400,
    ]  # fmt: skip
    with socket.create_connection(("127.0.0.1", story.service.port), timeout=10) as raw, suppress(ConnectionError):
        raw.sendall(f"GET /{ADDRESS} {NAME} HTTP/9.9\r\nHost: quolsdorff\r\n\r\n".encode())
        raw.recv(100)


def tell_of_mails_that_fail(story: Story) -> None:
    for address in (REFUSED, BUSY):
        assert story.client.post("/api/v1/auth/register", json=sign_up_of(address)).status_code == 202

    waits = "SELECT (args ->> 'mail_id')::uuid FROM procrastinate_jobs WHERE status = 'todo' AND attempts > 0"

    def one_has_been_tried_for_days() -> bool:
        old = "UPDATE mail_outgoingmail SET created_at = created_at - interval '6 days'"
        return bool(story.sql(f"{old} WHERE id IN ({waits} AND task_name = 'mail.deliver') RETURNING id"))

    def both_are_given_up() -> bool:
        log = story.service.log.read_text()
        return "mail_delayed" in log and log.count("mail_failed") == 2

    eventually(one_has_been_tried_for_days)
    eventually(both_are_given_up)


def tell_of_our_own_faults(story: Story) -> None:
    """PostgreSQL quotes the whole row when it refuses one."""
    for table, field_ in (
        ("accounts_pendingsignup", "email"),
        ("events_registration", "name"),
        ("privacy_datarequest", "email"),
    ):
        story.sql(f"ALTER TABLE {table} ADD CONSTRAINT ours CHECK ({field_} NOT ILIKE '%quolsdorff%') NOT VALID")
    workshop = digital_workshop(story.client)
    body = {"name": NAME, "email": "x@quolsdorff.example", "party_size": 1}
    answers = [
        story.client.post("/api/v1/auth/register", json=sign_up_of("noch@quolsdorff.example")),
        story.client.post("/privacy", data={"email": "noch@quolsdorff.example"}),
        story.client.post(f"/api/v1/events/{workshop['id']}/registrations", json=body),
    ]
    story.sql("ALTER TABLE municipalities_municipality RENAME TO gone")
    answers.append(story.client.get("/api/v1/municipalities/quolsdorff"))
    story.sql("ALTER TABLE gone RENAME TO municipalities_municipality")
    assert [answer.status_code for answer in answers] == [500] * 4
    assert [story.told.found_in(answer.text) for answer in answers] == [set()] * 4


def sign_up_of(address: str) -> dict[str, Any]:
    return {"email": address, "password": PASSWORD, "display_name": NAME, "is_16_or_older": True}


def listen(story: Story) -> None:
    """Everything that anybody may read: lists, feeds and /sync of the API's document, the idea, pages, metrics."""
    plain = httpx.Client(base_url=story.service.url, timeout=30)
    document = yaml.safe_load((CODE / "openapi.yaml").read_text(encoding="utf-8"))
    paths = [path for path, acts in document["paths"].items() if "get" in acts and "{" not in path]
    ideas = [idea["id"] for idea in plain.get("/api/v1/ideas").json()["results"]]
    paths += [f"/api/v1/ideas/{one}{end}" for one in ideas for end in ("", "/history")]
    for path in [*paths, "/", "/problems", "/robots.txt", "/healthz", "/readyz"]:
        answer = plain.get(path)
        if answer.status_code == httpx.codes.OK:
            story.told.public[path] = f"{answer.headers}{answer.text}"
    story.told.public["/metrics"] = plain.get("/metrics", headers=bearer(METRICS)).text
    plain.close()


def test_the_public_idea_and_the_sync_were_among_what_was_read(story: Story) -> None:
    said = story.told.public
    assert all("Bank am Radweg" in said[path] for path in ("/api/v1/ideas", "/api/v1/sync"))
    assert {"/api/v1/config", "/api/v1/events", "/api/v1/events.ics", "/metrics"} <= set(said)


def test_no_public_answer_names_them(story: Story) -> None:
    assert {path: found for path, text in story.told.public.items() if (found := story.told.found_in(text))} == {}


def test_no_log_names_them(story: Story) -> None:
    logs = {path: path.read_text(errors="replace") for path in story.service.data.parent.rglob("*.log")}
    assert {path.name for path in logs} == {"data.log", "server.log"}
    said = logs[story.service.log]
    # What was to be told was told: the requests by their routes, the faults by their kinds.
    for told in (
        "api/v1/events/<id:event_id>/registrations",
        "IntegrityError",
        "mail_delayed",
        "mail_failed",
    ):
        assert told in said
    lines = [line for text in logs.values() for line in text.splitlines()]
    assert [line for line in lines if story.told.found_in(line)] == []


def test_no_job_letter_or_audit_entry_names_them(story: Story) -> None:
    for table in ("procrastinate_jobs", "procrastinate_events", "mail_outgoingmail", "audit_auditentry"):
        rows = [row[0] for row in story.sql(f"SELECT it::text FROM {table} AS it")]
        assert rows
        assert [row for row in rows if story.told.found_in(row)] == []


def test_no_link_holds_more_than_its_token(story: Story) -> None:
    """What stands in an address ends in histories and in the logs of proxies."""
    for mail in story.mailbox.mails:
        for path in links_of(mail):
            assert story.told.found_in(path) == set()


def test_the_metrics_name_neither_addresses_nor_unknown_paths(story: Story) -> None:
    said = story.told.public["/metrics"]
    assert 'route="api/v1/auth/token"' in said
    assert story.told.found_in(said) == set()
