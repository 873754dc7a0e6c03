"""Two devices, or one that lost its answer, at the same moment: there is exactly one outcome."""

import functools
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import jwt
import pytest
from django.db import connection

from core.accounts.bearer_tokens import InvalidToken
from core.accounts.models import Person, RefreshToken, Session
from core.accounts.services import accounts, sessions
from core.actors import person as acting
from core.privacy import rights
from core.tokens import LinkExpired
from tests.core.test_accounts import link_of, sign_up
from tests.factories.accounts import PersonFactory, session_of, signed_in

pytestmark = pytest.mark.django_db(transaction=True)


def at_once(*acts):
    """The results of acts that start together, each on its own connection; a refusal is a result."""
    start = Barrier(len(acts))

    def run(act):
        try:
            start.wait()
            return act()
        except (InvalidToken, LinkExpired) as refusal:
            return type(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def test_a_copied_refresh_token_wins_once_and_ends_the_family():
    person = PersonFactory()
    token = signed_in(person).refresh
    results = at_once(*[lambda: sessions.refresh(token)] * 3)
    assert sorted(result is InvalidToken for result in results) == [False, True, True]
    assert (session_of(person).end_reason, RefreshToken.objects.count()) == ("reused", 2)


def test_a_request_repeated_too_early_gets_one_and_the_same_successor():
    person = PersonFactory()
    token = signed_in(person).refresh
    results = at_once(*[lambda: sessions.refresh(token, idempotency_key="a")] * 3)
    successors = {jwt.decode(pair.refresh, options={"verify_signature": False})["jti"] for pair in results}
    assert (len(successors), RefreshToken.objects.count(), session_of(person).end_reason) == (1, 2, "")


def test_refreshing_while_signing_out_leaves_no_open_session():
    person = PersonFactory()
    token = signed_in(person).refresh
    at_once(lambda: sessions.refresh(token), lambda: sessions.revoke(token))
    assert session_of(person).end_reason == "signed_out"


def test_refreshing_while_the_account_goes_is_at_most_refused():
    person = PersonFactory()
    token = signed_in(person).refresh
    erase = functools.partial(rights.erase, person, keep_contributions=False, by=acting(person))
    at_once(lambda: sessions.refresh(token), erase, lambda: sessions.revoke(token))
    assert (Person.objects.count(), Session.objects.count(), RefreshToken.objects.count()) == (0, 0, 0)
    with pytest.raises(InvalidToken):
        sessions.refresh(token)


def test_a_double_click_makes_one_account():
    token = link_of(sign_up())
    results = at_once(*[lambda: accounts.verify_email_and_sign_in(token)] * 3)
    assert (results.count(LinkExpired), Person.objects.count(), Session.objects.count()) == (2, 1, 1)


def test_two_sign_ups_of_one_address_make_one_account():
    links = [link_of(sign_up(name=name)) for name in ("Erste", "Zweite")]
    results = at_once(*[lambda link=link: accounts.verify_email_and_sign_in(link) for link in links])
    assert (results.count(LinkExpired), Person.objects.count(), Session.objects.count()) == (1, 1, 1)
