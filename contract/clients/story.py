"""The main story with a client made from openapi.yaml (openapi-python-client): python story.py <base URL>.

Whoever runs it answers each line “mail to <address>” with the token of the mail that went there.
"""

import sys
import uuid
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit

from partheland import AuthenticatedClient, Client
from partheland.api.events import get_event, list_events
from partheland.api.ideas import list_ideas
from partheland.api.reference import get_configuration
from partheland.api.registrations import (
    cancel_registration,
    change_registration,
    confirm_registration,
    get_join_link,
    register_for_event,
)
from partheland.models import (
    AvailabilityEnum,
    CancelReasonEnum,
    Configuration,
    ConfirmRequest,
    EventDocument,
    IdeaStatus,
    JoinLink,
    ListEventsRegistrationItem,
    ListIdeasStatusItem,
    OwnRegistration,
    OwnRegistrationWithToken,
    PaginatedEventDocumentList,
    PaginatedIdeaDocumentList,
    PatchedRegistrationChangeRequest,
    Problem,
    RegistrationRequest,
    RegistrationStatus,
    TokenRequest,
    Unconfirmed,
)
from partheland.types import Unset

T = TypeVar("T")
BORSDORF = ["borsdorf"]


def given(answer: object, kind: type[T]) -> T:
    """The answer as what was asked for, or a failure with the problem's own sentence."""
    if isinstance(answer, Problem):
        raise SystemExit(f"{answer.code}: {answer.detail}")
    assert isinstance(answer, kind)
    return answer


def token_of_mail_to(address: str) -> str:
    print(f"mail to {address}", flush=True)
    return sys.stdin.readline().strip()


def as_guest(api: Client, base_url: str) -> AuthenticatedClient:
    """The generator does not know that signing in can be optional: without a token one is a guest."""
    return AuthenticatedClient(base_url, token="").set_httpx_client(api.get_httpx_client())


def find_workshop(api: Client, base_url: str) -> EventDocument:
    config = given(get_configuration.sync(client=api), Configuration)
    assert config.region.name == "Partheland"
    first = given(list_events.sync(client=api, municipality=BORSDORF, page_size=1), PaginatedEventDocumentList)
    assert len(first.results) == 1
    if first.next_ is not None:
        (cursor,) = parse_qs(urlsplit(first.next_).query)["cursor"]
        second = given(
            list_events.sync(client=api, municipality=BORSDORF, page_size=1, cursor=cursor), PaginatedEventDocumentList
        )
        assert second.results[0].id != first.results[0].id
    only_open = [ListEventsRegistrationItem.OPEN]
    page = given(
        list_events.sync(client=api, municipality=BORSDORF, registration=only_open), PaginatedEventDocumentList
    )
    found = next(event for event in page.results if event.registration is not None)
    event = given(get_event.sync(found.id, client=as_guest(api, base_url)), EventDocument)
    assert event.registration is not None
    assert event.registration.availability is AvailabilityEnum.OPEN
    return event


def register(api: Client, base_url: str, event: EventDocument) -> OwnRegistrationWithToken:
    """As a guest: the address is confirmed by the token of a mail."""
    email = f"python.{uuid.uuid4()}@example.org"
    body = RegistrationRequest(name="Erika Muster", email=email, party_size=2)
    guest = as_guest(api, base_url)
    key = f'"{uuid.uuid4()}"'
    given(register_for_event.sync(event.id, client=guest, body=body, idempotency_key=key), Unconfirmed)
    token = ConfirmRequest(token_of_mail_to(email))
    return given(confirm_registration.sync(client=api, body=token), OwnRegistrationWithToken)


def take_part_and_cancel(api: Client, base_url: str, confirmed: OwnRegistrationWithToken) -> None:
    assert confirmed.status is RegistrationStatus.CONFIRMED
    guest = AuthenticatedClient(base_url, token=confirmed.manage_token)
    assert given(get_join_link.sync(client=guest), JoinLink).join_url.startswith("https://")
    change = PatchedRegistrationChangeRequest(party_size=1)
    smaller = given(change_registration.sync(client=guest, body=change), OwnRegistration)
    assert smaller.party_size == 1
    token = TokenRequest(confirmed.manage_token)
    cancelled = given(cancel_registration.sync(client=api, body=token), OwnRegistrationWithToken)
    assert cancelled.status is RegistrationStatus.CANCELLED
    assert cancelled.cancel_reason is CancelReasonEnum.BY_PERSON


def problem_of(api: Client) -> list[tuple[str, str]]:
    """A problem is typed: its code for the program, its sentences for the person."""
    problem = list_events.sync(client=api, municipality=["atlantis"])
    assert isinstance(problem, Problem)
    assert problem.code == "invalid"
    errors = [] if isinstance(problem.errors, Unset) else problem.errors
    return [(error.pointer, error.code) for error in errors]


def main(base_url: str) -> None:
    api = Client(base_url, headers={"Accept-Language": "en"})
    take_part_and_cancel(api, base_url, register(api, base_url, find_workshop(api, base_url)))
    status = [ListIdeasStatusItem.RECEIVED, ListIdeasStatusItem.ACCEPTED]
    ideas = given(list_ideas.sync(client=api, status=status), PaginatedIdeaDocumentList)
    assert all(idea.status in {IdeaStatus.RECEIVED, IdeaStatus.ACCEPTED} for idea in ideas.results)
    assert problem_of(api) == [("municipality", "unknown_value")]
    print("done", flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
