"""A clerk joins by mail, signs in with a second factor, acts, and leaves; what they held opens nothing at once."""

import re
from collections.abc import Callable
from email.message import EmailMessage

import httpx
import pytest

from tests.stories.mailbox import Mailbox, text_of
from tests.stories.running import Service
from tests.system.browser import Clerk, administrator_of

pytestmark = [pytest.mark.system, pytest.mark.server]

ORGANIZATION = "Region Partheland"
MANAGER, CLERK = "mina.muster@rathaus.example", "klara.kluge@rathaus.example"


def link_in(mail: EmailMessage) -> str:
    (link,) = re.findall(r"^https?://\S+/auth/invitation\?\S+$", text_of(mail), re.MULTILINE)
    return re.sub(r"^https?://[^/]+", "", link)


def invite(inviting: Clerk, email: str, role: str) -> None:
    inviting.open("/admin/accounts/invitation/add/")
    inviting.fill(email=email)
    inviting.choose(organization=ORGANIZATION, role=role)
    inviting.look("invite")
    inviting.press("Sichern")
    assert inviting.sees("erfolgreich hinzugefügt")


def accept(invited: Clerk, mail: EmailMessage, *, name: str = "") -> None:
    invited.open(link_in(mail))
    if name:
        invited.fill(display_name=name, password=invited.password)
    invited.look("invitation")
    invited.press("Einladung annehmen")
    assert invited.sees("Sie haben die Einladung angenommen")
    invited.look("invitation-accepted")


def edit_an_event(clerk: Clerk, *, summary: str) -> str:
    """Returns its id."""
    clerk.open("/admin/events/event/")
    clerk.look("events")
    clerk.page.get_by_role("link", name="Zum Inhalt springen").press("Enter")
    assert clerk.page.get_by_role("main").evaluate("part => part === document.activeElement")
    event_id = clerk.open_first_row()
    clerk.fill(summary=summary)
    clerk.look("event")
    clerk.press("Sichern")
    assert clerk.sees("erfolgreich geändert")
    return event_id


def answer_an_idea(clerk: Clerk, *, answer: str) -> str:
    """Returns its id."""
    clerk.open("/admin/ideas/idea/?q=Radrundweg")
    clerk.look("ideas")
    idea_id = clerk.open_first_row()
    clerk.choose(next_status="in_progress")
    clerk.fill(answer=answer)
    clerk.look("idea")
    clerk.press("Sichern")
    assert clerk.sees("erfolgreich geändert")
    return idea_id


def remove(manager: Clerk, name: str) -> None:
    """From all roles."""
    manager.open(f"/admin/accounts/membership/?q={name}")
    manager.look("memberships")
    for row in manager.page.get_by_label("Eintrag auswählen").all():
        row.check()
    manager.choose(action="delete_selected")
    manager.press("Ausführen")
    manager.look("remove")
    manager.press("Ja, ich bin sicher")
    assert manager.sees("Erfolgreich 2")


def tokens_of(clerk: Clerk, client: httpx.Client) -> dict[str, str]:
    """Signed in by the app too, with a code from the sheet."""
    body = {"email": clerk.email, "password": clerk.password, "otp": clerk.recovery_codes[0]}
    answer = client.post("/api/v1/auth/token", json=body)
    assert answer.status_code == 200, answer.text
    pair: dict[str, str] = answer.json()
    return pair


def test_a_clerk_joins_acts_and_leaves(
    somebody: Callable[..., Clerk], service: Service, client: httpx.Client, mailbox: Mailbox
) -> None:
    administrator = somebody(*administrator_of(service))
    administrator.sign_in()
    invite(administrator, MANAGER, "manager")
    manager = somebody(MANAGER)
    accept(manager, mailbox.next_to(MANAGER), name="Mina Muster")
    manager.sign_in()
    for role in ("editor", "moderator"):
        invite(manager, CLERK, role)

    clerk = somebody(CLERK)
    accept(clerk, mailbox.next_to(CLERK), name="Klara Kluge")
    accept(clerk, mailbox.next_to(CLERK))
    clerk.sign_in()
    clerk.set_up_second_factor()
    clerk.sign_out()
    assert not clerk.is_in()
    clerk.sign_in()
    event_id = edit_an_event(clerk, summary="Neu gefasst von Klara.")
    idea_id = answer_an_idea(clerk, answer="Wir beginnen im Frühjahr mit der Beschilderung.")
    assert client.get(f"/api/v1/events/{event_id}").json()["summary"] == "Neu gefasst von Klara."
    steps = client.get(f"/api/v1/ideas/{idea_id}/history").json()["results"]
    assert steps[-1]["answer"] == "Wir beginnen im Frühjahr mit der Beschilderung."

    tokens = tokens_of(clerk, client)
    bearer = {"Authorization": f"Bearer {tokens['access']}"}
    assert [one["role"] for one in client.get("/api/v1/me", headers=bearer).json()["memberships"]] == [
        "editor", "moderator",
    ]  # fmt: skip
    assert clerk.is_in()
    remove(manager, "Klara")
    assert not clerk.is_in()
    clerk.enter_password()
    clerk.look("no-longer-in")
    assert not clerk.is_in()
    renewed = client.post("/api/v1/auth/token/refresh", json={"refresh": tokens["refresh"]})
    assert [client.get("/api/v1/me", headers=bearer).status_code, renewed.status_code] == [401, 401]
