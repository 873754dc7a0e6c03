"""Checking in at the door over the API, as the scanner of a municipal site does."""

import pytest

from core import tokens
from core.accounts.models import Scope
from events import checkin
from events.models import Registration, RegistrationToken
from tests.factories.events import EventFactory, RegistrationFactory
from tests.factories.roles import site_key_of

pytestmark = pytest.mark.usefixtures("region")


@pytest.fixture
def registration():
    return RegistrationFactory(confirmed=True, name="Erika Muster", party_size=2)


@pytest.fixture
def picture(registration):
    """What a scanner reads."""
    purpose = RegistrationToken.CHECK_IN
    code = tokens.mint(RegistrationToken, purpose=purpose, expires_at=None, registration=registration)
    return checkin.address_of(registration.workshop.event_id, code)


@pytest.fixture
def door(api):
    api.token = site_key_of("gemeinde-borsdorf", Scope.CHECKIN).secret
    return api


def test_a_scanner_checks_in_and_hears_when_the_picture_comes_again(door, registration, picture):
    path = f"/events/{registration.workshop.event_id}/check-ins"
    first, second = door.post(path, {"code": picture}).json(), door.post(path, {"code": picture}).json()
    assert (first["name"], first["party_size"], first["was_here"]) == ("Erika Muster", 2, False)
    assert second == first | {"was_here": True}
    assert Registration.objects.get().attended is True


@pytest.mark.parametrize(
    ("send", "refused"),
    [
        (lambda own, _other, _code: (own, "falsch"), (404, "unknown_code")),
        (lambda _own, other, code: (other, code), (409, "wrong_event")),
        (lambda own, _other, _code: (own, ""), (400, "invalid")),
    ],
)
def test_what_cannot_be_checked_in_is_told(door, registration, picture, send, refused):
    event_id, code = send(registration.workshop.event_id, EventFactory().pk, picture)
    answer = door.post(f"/events/{event_id}/check-ins", {"code": code})
    assert (answer.status_code, answer.json()["code"]) == refused
    assert Registration.objects.get().attended is None


def test_who_only_waits_has_no_seat(door, registration, picture):
    Registration.objects.update(state="waitlisted", queue_number=1)
    answer = door.post(f"/events/{registration.workshop.event_id}/check-ins", {"code": picture})
    assert (answer.status_code, answer.json()["code"]) == (409, "no_seat")


def test_a_key_for_other_acts_or_of_others_opens_no_door(api, registration, picture):
    path, body = f"/events/{registration.workshop.event_id}/check-ins", {"code": picture}
    other_acts = site_key_of("gemeinde-borsdorf", Scope.EVENTS_WRITE).secret
    of_others = site_key_of("stadt-naunhof", Scope.CHECKIN).secret
    answers = [api.post(path, body, token=token) for token in (other_acts, of_others)]
    assert [(one.status_code, one.json()["code"]) for one in answers] == [
        (403, "insufficient_scope"), (403, "not_entrusted"),
    ]  # fmt: skip
    assert 'scope="checkin"' in answers[0].headers["WWW-Authenticate"]
    assert Registration.objects.get().attended is None
