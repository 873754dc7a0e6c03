"""Staying signed in: rotation, reuse, retries, and what ends a session."""

import uuid
from datetime import timedelta

import jwt
import pytest
import time_machine

from core.accounts import notices
from core.accounts.bearer_tokens import InvalidToken
from core.accounts.models import RefreshToken, Session
from core.accounts.services import sessions
from core.accounts.services.sessions import WrongCredentials
from core.actors import person as acting
from core.audit.models import AuditEntry
from core.errors import Missing
from core.mail.models import OutgoingMail
from tests.factories.accounts import PASSWORD, PersonFactory, session_of, signed_in

pytestmark = pytest.mark.django_db
NOON = "2026-11-24T12:00:00+01:00"


def claims(token):
    return jwt.decode(token, options={"verify_signature": False})


def end_of(person):
    return session_of(person).end_reason


def test_signing_in_opens_a_session_on_the_named_device():
    person = PersonFactory()
    pair = sessions.sign_in(email=person.email, password=PASSWORD, device_name="Erikas Telefon")
    session = sessions.of_access_token(pair.access)
    assert (session.person, session.device_name) == (person, "Erikas Telefon")


@pytest.mark.parametrize("changes", [{"is_active": False}, {"email_verified_at": None}])
def test_who_may_not_sign_in_hears_what_everybody_hears(changes):
    person = PersonFactory(**changes)
    with pytest.raises(WrongCredentials):
        sessions.sign_in(email=person.email, password=PASSWORD)
    assert Session.objects.count() == 0


def test_a_session_is_found_in_one_query(django_assert_num_queries):
    pair = signed_in(PersonFactory())
    with django_assert_num_queries(1):
        session = sessions.of_access_token(pair.access)
        assert (session.person.display_name, session.person.municipality) == (session.person.display_name, None)


def test_each_refresh_gives_a_new_pair_of_the_same_session():
    person = PersonFactory()
    with time_machine.travel(NOON, tick=False) as clock:
        first = signed_in(person)
        clock.shift(timedelta(minutes=15))
        second = sessions.refresh(first.refresh)
        session = session_of(person)
        assert sessions.of_access_token(second.access) == session
        assert (claims(second.refresh)["sid"], claims(first.refresh)["sid"]) == (str(session.pk), str(session.pk))
        assert claims(second.refresh)["exp"] - claims(first.refresh)["exp"] == 15 * 60
        assert session.last_used_at - session.created_at == timedelta(minutes=15)


def test_access_tokens_live_for_fifteen_minutes():
    with time_machine.travel(NOON, tick=False) as clock:
        pair = signed_in(PersonFactory())
        clock.shift(timedelta(minutes=15, seconds=9))
        assert sessions.of_access_token(pair.access)
        clock.shift(timedelta(seconds=1))
        with pytest.raises(InvalidToken):
            sessions.of_access_token(pair.access)


def test_refresh_tokens_live_for_sixty_days():
    person = PersonFactory()
    with time_machine.travel(NOON, tick=False) as clock:
        pair = signed_in(person)
        clock.shift(timedelta(days=60, seconds=10))
        with pytest.raises(InvalidToken):
            sessions.refresh(pair.refresh)
        assert list(sessions.of(person)) == []


def test_a_refresh_token_used_twice_ends_its_family():
    person = PersonFactory()
    first = signed_in(person)
    second = sessions.refresh(first.refresh)
    with pytest.raises(InvalidToken):
        sessions.refresh(first.refresh)
    assert end_of(person) == "reused"
    (letter,) = OutgoingMail.objects.all()
    assert (letter.letter, letter.ids["person_id"]) == ("session_reused", str(person.pk))
    assert "Telefon" in str(notices.session_reused(person.pk, session_of(person).pk))
    with pytest.raises(InvalidToken):
        sessions.refresh(second.refresh)
    with pytest.raises(InvalidToken):
        sessions.of_access_token(second.access)


def test_reuse_ends_only_its_own_family():
    person = PersonFactory()
    here, there = signed_in(person), signed_in(person)
    sessions.refresh(there.refresh)
    with pytest.raises(InvalidToken):
        sessions.refresh(there.refresh)
    assert sessions.refresh(here.refresh)


def test_a_lost_answer_is_given_again_for_the_same_key():
    person = PersonFactory()
    with time_machine.travel(NOON, tick=False) as clock:
        first = signed_in(person)
        second = sessions.refresh(first.refresh, idempotency_key="a")
        clock.shift(timedelta(seconds=60))
        again = sessions.refresh(first.refresh, idempotency_key="a")
        assert claims(again.refresh) == claims(second.refresh)
        assert sessions.of_access_token(again.access) == session_of(person)
        assert sessions.refresh(again.refresh)


@pytest.mark.parametrize("key", [None, "b"])
def test_without_the_same_key_it_is_reuse(key):
    person = PersonFactory()
    first = signed_in(person)
    sessions.refresh(first.refresh, idempotency_key="a")
    with pytest.raises(InvalidToken):
        sessions.refresh(first.refresh, idempotency_key=key)
    assert end_of(person) == "reused"


def test_a_first_use_without_a_key_is_not_repeatable_with_one():
    person = PersonFactory()
    first = signed_in(person)
    sessions.refresh(first.refresh)
    with pytest.raises(InvalidToken):
        sessions.refresh(first.refresh, idempotency_key="a")
    assert end_of(person) == "reused"


def test_after_a_minute_it_is_reuse():
    person = PersonFactory()
    with time_machine.travel(NOON, tick=False) as clock:
        first = signed_in(person)
        sessions.refresh(first.refresh, idempotency_key="a")
        clock.shift(timedelta(seconds=61))
        with pytest.raises(InvalidToken):
            sessions.refresh(first.refresh, idempotency_key="a")
        assert end_of(person) == "reused"


def test_once_the_successor_is_used_it_is_reuse():
    person = PersonFactory()
    first = signed_in(person)
    second = sessions.refresh(first.refresh, idempotency_key="a")
    sessions.refresh(second.refresh)
    with pytest.raises(InvalidToken):
        sessions.refresh(first.refresh, idempotency_key="a")
    assert end_of(person) == "reused"


def test_signing_out_ends_the_session_at_once_and_is_repeatable():
    person = PersonFactory()
    pair = signed_in(person)
    for _ in range(2):
        sessions.revoke(pair.refresh)
    assert end_of(person) == "signed_out"
    with pytest.raises(InvalidToken):
        sessions.of_access_token(pair.access)
    with pytest.raises(InvalidToken):
        sessions.refresh(pair.refresh)
    assert end_of(person) == "signed_out"


def test_revoking_nonsense_ends_nothing():
    person = PersonFactory()
    pair = signed_in(person)
    for nonsense in ("", "x.y.z", pair.access):
        sessions.revoke(nonsense)
    assert end_of(person) == ""


def test_deactivation_counts_for_the_very_next_request():
    person = PersonFactory()
    pair = signed_in(person)
    person.is_active = False
    person.save()
    with pytest.raises(InvalidToken):
        sessions.of_access_token(pair.access)
    with pytest.raises(InvalidToken):
        sessions.refresh(pair.refresh)


def test_after_the_account_is_gone_its_tokens_are_merely_invalid():
    person = PersonFactory()
    pair = signed_in(person)
    person.delete()
    with pytest.raises(InvalidToken):
        sessions.of_access_token(pair.access)
    with pytest.raises(InvalidToken):
        sessions.refresh(pair.refresh)
    sessions.revoke(pair.refresh)


def test_the_list_of_sessions_shows_ones_own_open_ones():
    person = PersonFactory()
    with time_machine.travel(NOON, tick=False) as clock:
        signed_in(person, "Alt")
        signed_in(PersonFactory(), "Fremd")
        sessions.revoke(signed_in(person, "Beendet").refresh)
        clock.shift(timedelta(hours=1))
        signed_in(person, "Neu")
        assert {session.device_name for session in sessions.of(person)} == {"Neu", "Alt"}


def test_ending_a_session_needs_to_be_its_owner():
    person, other = PersonFactory(), PersonFactory()
    signed_in(other)
    foreign = session_of(other)
    for key in (foreign.pk, uuid.uuid4()):
        with pytest.raises(Missing):
            sessions.end(key, person=person, by=acting(person))
    sessions.end(foreign.pk, person=other, by=acting(other))
    assert end_of(other) == "revoked"
    with pytest.raises(Missing):
        sessions.end(foreign.pk, person=other, by=acting(other))


def test_the_table_of_tokens_holds_no_token():
    pair = signed_in(PersonFactory())
    sessions.refresh(pair.refresh, idempotency_key="geheimer schlüssel")
    stored = str(list(RefreshToken.objects.values())) + str(list(AuditEntry.objects.values()))
    assert (pair.refresh.rsplit(".", 1)[1] in stored, "geheimer" in stored) == (False, False)
