"""The story the region began with: find the Digitalworkshop, register, confirm by mail, get the link, cancel."""

from email.message import EmailMessage
from html.parser import HTMLParser

import httpx
import pytest

from tests.stories.journey import bearer, digital_workshop, register
from tests.stories.mailbox import Mailbox, links_of, text_of

pytestmark = pytest.mark.server

JOIN_URL = "https://konferenz.example/digitalworkshop-borsdorf"


def calendar_of(mail: EmailMessage) -> str:
    (attachment,) = mail.iter_attachments()
    assert attachment.get_content_type() == "text/calendar"
    content = attachment.get_content()
    return content if isinstance(content, str) else content.decode()


class Form(HTMLParser):
    """What a browser sends when the page's only button is pressed."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.buttons = 0
        self.action = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.action = values.get("action", "")
        if tag == "button":
            self.buttons += 1
        if tag == "input" and "name" in values:
            self.fields[values["name"]] = values.get("value", "")


def test_from_finding_the_workshop_to_cancelling_the_seat(client: httpx.Client, mailbox: Mailbox) -> None:
    workshop = digital_workshop(client)
    assert workshop["registration"]["capacity"] == 20
    assert workshop["registration"]["keyword"] == "Digitalworkshop Borsdorf"

    address = register(client, workshop, party_size=2)
    asked = mailbox.next_to(address)
    token = links_of(asked)["/registrations/confirm"]
    assert list(asked.iter_attachments()) == []

    page = client.get("/registrations/confirm", params={"token": token})
    again = client.get("/registrations/confirm", params={"token": token})
    assert (page.status_code, again.status_code) == (200, 200)
    form = Form(again.text)
    assert form.buttons == 1  # still there: looking at the page has changed nothing
    pressed = client.post(form.action or "/registrations/confirm", data=form.fields | {"token": token})
    assert pressed.status_code == 200

    confirmed = mailbox.next_to(address)
    assert "BEGIN:VEVENT" in calendar_of(confirmed)
    assert JOIN_URL not in calendar_of(confirmed)
    assert JOIN_URL in text_of(confirmed)
    manage = links_of(confirmed)["/registrations/manage"]

    access = client.get("/api/v1/registrations/access", headers=bearer(manage))
    assert access.status_code == 200
    assert access.json()["join_url"] == JOIN_URL
    assert access.headers["Cache-Control"] == "no-store"
    own = client.get("/api/v1/registrations/manage", headers=bearer(manage))
    assert (own.json()["status"], own.json()["party_size"]) == ("confirmed", 2)

    cancelled = client.post("/api/v1/registrations/cancel", json={"token": manage})
    assert (cancelled.status_code, cancelled.json()["status"]) == (200, "cancelled")
    mailbox.next_to(address)
    assert client.get("/api/v1/registrations/access", headers=bearer(manage)).status_code == 403
    assert digital_workshop(client)["registration"]["availability"] == "open"


def test_confirming_by_the_api_call_instead_of_the_page(client: httpx.Client, mailbox: Mailbox) -> None:
    address = register(client, digital_workshop(client))
    token = links_of(mailbox.next_to(address))["/registrations/confirm"]

    answers = [client.post("/api/v1/registrations/confirm", json={"token": token}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]  # repeatable
    assert [answer.json()["status"] for answer in answers] == ["confirmed", "confirmed"]
    assert answers[0].json()["event"]["title"].startswith("Digitalworkshop Borsdorf")
    client.post("/api/v1/registrations/cancel", json={"token": answers[0].json()["manage_token"]})


def test_the_join_link_stands_in_no_public_answer(client: httpx.Client) -> None:
    workshop = digital_workshop(client)
    paths = ["/api/v1/events", "/api/v1/events.ics", f"/api/v1/events/{workshop['id']}"]
    paths.append(f"/api/v1/events/{workshop['id']}/calendar.ics")

    answers = [client.get(path) for path in paths]

    assert [answer.status_code for answer in answers] == [200, 200, 200, 200]
    assert [path for path, answer in zip(paths, answers, strict=True) if "konferenz.example" in answer.text] == []
