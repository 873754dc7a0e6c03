"""The steps a guest takes over HTTP, as often as a story needs them."""

import secrets
from collections.abc import Mapping
from typing import Any

import httpx


def digital_workshop(client: httpx.Client) -> dict[str, Any]:
    """The workshop of Borsdorf, found as an app finds it."""
    answer = client.get("/api/v1/events", params={"municipality": "borsdorf", "registration": "open"})
    assert answer.status_code == 200, answer.text
    events: list[dict[str, Any]] = answer.json()["results"]
    (workshop,) = [event for event in events if event["title"].startswith("Digitalworkshop Borsdorf")]
    return workshop


def register(client: httpx.Client, event: Mapping[str, Any], *, party_size: int = 1) -> str:
    """Hand in a registration; returns its fresh address."""
    address = f"erika.{secrets.token_hex(4)}@example.org"
    body = {"name": "Erika Muster", "email": address, "party_size": party_size}
    answer = client.post(f"/api/v1/events/{event['id']}/registrations", json=body)
    assert (answer.status_code, answer.json()) == (202, {"status": "unconfirmed"})
    return address


def bearer(token: str) -> dict[str, str]:
    return {"Authorization": f"Bearer {token}"}
