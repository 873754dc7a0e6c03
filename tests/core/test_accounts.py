"""Signing up: an account is made by the click in the mail, from what was typed with it."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from core import tokens
from core.accounts import mails
from core.accounts.models import PasswordToken, PendingSignUp, Person, SignUpToken
from core.accounts.services import accounts, addresses, passwords, sessions
from core.actors import person as acting
from core.audit.models import AuditEntry
from core.errors import Invalid
from core.mail.models import OutgoingMail
from core.tokens import LinkExpired
from tests.factories.accounts import PASSWORD, PersonFactory, signed_in
from tests.hashing import CountingHasher

pytestmark = pytest.mark.django_db
NOON = "2026-11-24T12:00:00+01:00"


def sign_up(email="erika@example.org", password=PASSWORD, name="Erika", **changes):
    form = {"municipality": None, "is_16_or_older": True, "language": "de", **changes}
    accounts.register(email=email, password=password, display_name=name, **form)
    return PendingSignUp.objects.order_by("created_at").last()


def link_of(sign_up):
    return tokens.mint(SignUpToken, purpose="verify", expires_at=timezone.now() + mails.VERIFY_WITHIN, sign_up=sign_up)


def letters():
    return list(OutgoingMail.objects.order_by("created_at").values_list("letter", flat=True))


def test_nobody_exists_before_the_mailbox_is_proven():
    sign_up()
    assert (Person.objects.count(), PendingSignUp.objects.count(), letters()) == (0, 1, ["sign_up_verify"])
    with pytest.raises(sessions.WrongCredentials):
        sessions.sign_in(email="erika@example.org", password=PASSWORD)


def test_the_click_makes_the_account_and_signs_in():
    pair = accounts.verify_email_and_sign_in(link_of(sign_up(" Erika@Example.org ")))
    person = Person.objects.get()
    assert (person.email, person.display_name, person.is_staff) == ("erika@example.org", "Erika", False)
    assert sessions.of_access_token(pair.access).person == person
    assert sessions.sign_in(email="ERIKA@example.org", password=PASSWORD).access
    assert PendingSignUp.objects.count() == 0


def test_the_click_works_once():
    token = link_of(sign_up())
    accounts.verify_email(token)
    with pytest.raises(LinkExpired):
        accounts.verify_email(token)
    assert Person.objects.count() == 1


def test_the_link_is_valid_for_a_day():
    with time_machine.travel(NOON, tick=False) as clock:
        token = link_of(sign_up())
        clock.shift(timedelta(days=1))
        with pytest.raises(LinkExpired):
            accounts.verify_email(token)


def test_a_strangers_password_does_not_slip_under_the_owners_click():
    sign_up(password="Fremdes Passwort 123", name="Fremder")
    own = link_of(sign_up())
    sign_up(password="Fremdes Passwort 456", name="Fremder")
    accounts.verify_email(own)
    assert Person.objects.get().display_name == "Erika"
    assert sessions.sign_in(email="erika@example.org", password=PASSWORD)
    for foreign in ("Fremdes Passwort 123", "Fremdes Passwort 456"):
        with pytest.raises(sessions.WrongCredentials):
            sessions.sign_in(email="erika@example.org", password=foreign)


def test_signing_up_again_ends_with_the_first_click():
    first, second = link_of(sign_up()), link_of(sign_up())
    accounts.verify_email(second)
    with pytest.raises(LinkExpired):
        accounts.verify_email(first)


def test_a_sign_up_after_the_account_exists_changes_nothing():
    person = PersonFactory(email="erika@example.org", display_name="Echt")
    late = PendingSignUp.objects.create(email=person.email, password="x", display_name="Falsch")
    with pytest.raises(LinkExpired):
        accounts.verify_email(link_of(late))
    person.refresh_from_db()
    assert person.display_name == "Echt"


def test_the_owner_of_a_known_address_is_told_by_mail_only():
    person = PersonFactory(email="erika@example.org")
    sign_up()
    assert letters() == ["sign_up_verify"]
    letter = mails.verify(PendingSignUp.objects.get().pk)
    assert (letter.to, "haben bereits" in letter.subject) == (person.email, True)
    assert (SignUpToken.objects.count(), PasswordToken.objects.count()) == (0, 1)


def move_to(email, session):
    person = session.person
    addresses.request_change(person, email=email, password=PASSWORD, session=session, by=acting(person))


ASKING = {
    "sign up": (lambda email, _asker: sign_up(email), 1, None),
    "sign in": (lambda email, _asker: sessions.sign_in(email=email, password="ganz falsch"), 1, "WrongCredentials"),
    "reset": (lambda email, _asker: passwords.request_reset(email), 0, None),
    "move": (move_to, 1, None),
}


@pytest.mark.parametrize(("ask", "hashes", "answer"), ASKING.values(), ids=ASKING.keys())
def test_known_and_unknown_addresses_cost_the_same_work(settings, ask, hashes, answer):
    """The same hashes and the same statements are the same time; a clock would tell it only on a good day."""
    settings.PASSWORD_HASHERS = ["tests.hashing.CountingHasher"]
    known, asker = PersonFactory(email="erika@example.org", password=""), PersonFactory(password="")
    for person in (known, asker):
        person.set_password(PASSWORD)
        person.save()
    session = sessions.of_access_token(signed_in(asker).access)
    work = []
    for email in (known.email, "unbekannt@example.org"):
        with CaptureQueriesContext(connection) as queries:
            assert CountingHasher.counted(lambda email=email: ask(email, session)) == (hashes, answer)
        work.append([statement_of(query) for query in queries])
    assert work[0] == work[1]


def statement_of(query):
    """The statement with its table, without its values."""
    return re.match(r"(RELEASE )?SAVEPOINT|[A-Z]+.*?(?= VALUES| WHERE|\(default|$)", query["sql"], re.DOTALL).group()


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("kurz", "password_too_short"),
        ("1234567890", "password_too_common"),
        ("erika@example.org", "password_too_similar"),
        ("Erika Mustermann", "password_too_similar"),
    ],
)
def test_weak_passwords_are_refused_with_a_sentence(password, code):
    with pytest.raises(Invalid) as refused:
        sign_up(password=password, name="Erika Mustermann")
    assert (refused.value.errors[0].pointer, refused.value.errors[0].code) == ("/password", code)
    assert "Dieses Passwort" in str(refused.value.errors[0].detail)
    assert PendingSignUp.objects.count() == 0


def test_nobody_below_16_signs_up():
    with pytest.raises(Invalid) as refused:
        sign_up(is_16_or_older=False)
    assert [error.pointer for error in refused.value.errors] == ["/is_16_or_older"]


def test_an_unknown_municipality_is_named():
    with pytest.raises(Invalid) as refused:
        sign_up(municipality="entenhausen")
    assert [error.pointer for error in refused.value.errors] == ["/municipality"]


def test_the_audit_tells_of_the_sign_up_without_its_content():
    accounts.verify_email_and_sign_in(link_of(sign_up()))
    entries = AuditEntry.objects.order_by("id")
    assert list(entries.values_list("act", flat=True)) == ["account.requested", "account.created", "session.started"]
    told = str(list(entries.values()))
    assert ("Erika" in told, "example.org" in told) == (False, False)


def test_changing_the_account_leaves_what_is_not_named():
    person = PersonFactory(display_name="Erika", language="en")
    changed = accounts.change(person, {"display_name": "Erika M."}, by=acting(person))
    assert (changed.display_name, changed.language) == ("Erika M.", "en")


def test_the_verifying_letter_repeats_nothing_a_stranger_typed():
    letter = mails.verify(sign_up(name="Kaufen Sie jetzt Gold").pk)
    assert "Gold" not in str(letter)
    assert (letter.to, SignUpToken.objects.count()) == ("erika@example.org", 1)
