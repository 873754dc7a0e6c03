"""The key of a municipal site: made and shown once in the administration, tried in the Swagger UI, revoked."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from tests.factories.uploads import picture
from tests.stories.running import Service
from tests.system.browser import Clerk, administrator_of, make_key

pytestmark = [pytest.mark.system, pytest.mark.server]
EVENT = {
    "title": "Lesung", "kind": "reading", "starts_at": "2099-03-01T19:00:00+01:00", "municipalities": ["naunhof"],
    "venue": {"name": "Stadtbibliothek"}, "publication": "draft",
}  # fmt: skip


def authorize(developer: Clerk, key: str) -> None:
    """In the Swagger UI, at `siteKey`."""
    developer.open("/api/docs")
    page = developer.page
    page.get_by_role("button", name="Authorize").first.click()
    box = page.locator(".auth-container").filter(has_text="siteKey")
    box.locator("input").fill(key)
    box.get_by_role("button", name="Apply credentials").click()
    page.locator(".close-modal").click()


def execute(developer: Clerk, operation: str, *, body: Any = None, file: Any = None) -> Any:
    """Try an operation with all else as the page proposes it; the status and what came back."""
    block = developer.page.locator(f"[id$='-{operation}']").first
    block.locator(".opblock-summary-control").click()
    block.get_by_role("button", name="Try it out").click()
    if body:
        block.locator(".body-param__text").fill(json.dumps(body))
    if file:
        block.locator("input[type=file]").set_input_files(file)
    with developer.page.expect_response("**/api/v1/**") as answered:
        block.get_by_role("button", name="Execute").click()
    block.locator(".live-responses-table").wait_for()
    return answered.value.status, answered.value.json()


def test_a_site_tries_its_key_in_the_swagger_ui(
    somebody: Callable[..., Clerk], service: Service, client: httpx.Client
) -> None:
    administrator, developer = somebody(*administrator_of(service)), somebody()
    administrator.sign_in()
    key = make_key(administrator)
    authorize(developer, key)
    status, made = execute(developer, "createEvent", body=EVENT)
    assert (status, made["organization"]["slug"], made["publication"]) == (201, "stadt-naunhof", "draft")
    photo = {"name": "bild.jpg", "mimeType": "image/jpeg", "buffer": picture()}
    assert execute(developer, "upload", file=photo)[0] == 201

    bearer = {"Authorization": f"Bearer {key}"}
    assert client.post("/api/v1/news", json={}, headers=bearer).json()["code"] == "insufficient_scope"
    administrator.open("/admin/accounts/sitekey/")
    assert administrator.sees(key[:12])
    administrator.page.get_by_label("Eintrag auswählen").first.check()
    administrator.choose(action="revoke")
    administrator.press("Ausführen")
    administrator.look("site-key-revoke")
    administrator.press("Sperren")
    assert client.post("/api/v1/events", json=EVENT, headers=bearer).json()["code"] == "invalid_token"
