"""New passwords: by mail, by the old one; what they end."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from core import tokens
from core.accounts import mails
from core.accounts.models import EndReason, PasswordToken, Session
from core.accounts.services import passwords, sessions
from core.actors import person as acting
from core.errors import Invalid
from core.mail.models import OutgoingMail
from core.tokens import LinkExpired
from tests.factories.accounts import PASSWORD, PersonFactory, session_of, signed_in

pytestmark = pytest.mark.django_db
NEW = "Gummistiefel Kirschkuchen 9"


def link_of(person):
    return tokens.mint(PasswordToken, purpose="reset", expires_at=timezone.now() + mails.RESET_WITHIN, person=person)


def test_a_reset_sets_the_password_ends_all_sessions_and_tells_by_mail():
    person = PersonFactory()
    pair = signed_in(person)
    passwords.reset(link_of(person), password=NEW)
    assert (session_of(person).end_reason, OutgoingMail.objects.get().letter) == (
        "password_changed",
        "password_changed",
    )
    with pytest.raises(sessions.InvalidToken):
        sessions.of_access_token(pair.access)
    with pytest.raises(sessions.InvalidToken):
        sessions.refresh(pair.refresh)
    with pytest.raises(sessions.WrongCredentials):
        sessions.sign_in(email=person.email, password=PASSWORD)
    assert sessions.sign_in(email=person.email, password=NEW)


def test_one_reset_uses_up_all_links():
    person = PersonFactory()
    first, second = link_of(person), link_of(person)
    passwords.reset(first, password=NEW)
    for token in (first, second):
        with pytest.raises(LinkExpired):
            passwords.reset(token, password="Wieder ein anderes 5")
    assert sessions.sign_in(email=person.email, password=NEW)


def test_a_reset_link_is_valid_for_an_hour():
    with time_machine.travel("2026-11-24T12:00:00+01:00", tick=False) as clock:
        token = link_of(PersonFactory())
        clock.shift(timedelta(hours=1))
        with pytest.raises(LinkExpired):
            passwords.reset(token, password=NEW)


def test_a_weak_new_password_leaves_the_link_usable():
    person = PersonFactory()
    token = link_of(person)
    with pytest.raises(Invalid):
        passwords.reset(token, password="1234567890")
    passwords.reset(token, password=NEW)
    assert sessions.sign_in(email=person.email, password=NEW)


def test_the_letter_goes_to_active_accounts_only():
    person, former = PersonFactory(), PersonFactory(is_active=False)
    assert mails.reset(person.pk).to == person.email
    assert (mails.reset(former.pk), PasswordToken.objects.filter(person=former).count()) == (None, 0)


def test_a_deactivated_person_gets_no_new_password():
    person = PersonFactory(is_active=False)
    with pytest.raises(LinkExpired):
        passwords.reset(link_of(person), password=NEW)


def test_the_reset_proves_the_mailbox_of_an_account_made_by_others():
    person = PersonFactory(email_verified_at=None)
    with pytest.raises(sessions.WrongCredentials):
        sessions.sign_in(email=person.email, password=PASSWORD)
    passwords.reset(link_of(person), password=NEW)
    assert sessions.sign_in(email=person.email, password=NEW)


def test_changing_the_password_ends_the_other_sessions():
    person = PersonFactory()
    here, there = signed_in(person), signed_in(person)
    session = sessions.of_access_token(here.access)
    passwords.change(person, current_password=PASSWORD, password=NEW, session=session, by=acting(person))
    assert sessions.of_access_token(here.access) == session
    with pytest.raises(sessions.InvalidToken):
        sessions.of_access_token(there.access)
    assert list(Session.objects.exclude(pk=session.pk).values_list("end_reason", flat=True)) == [
        EndReason.PASSWORD_CHANGED
    ]


def test_changing_needs_the_present_password():
    person = PersonFactory()
    session = sessions.of_access_token(signed_in(person).access)
    with pytest.raises(Invalid) as refused:
        passwords.change(person, current_password="falsch", password=NEW, session=session, by=acting(person))
    assert [(error.pointer, error.code) for error in refused.value.errors] == [("/current_password", "wrong_password")]
    assert sessions.sign_in(email=person.email, password=PASSWORD)
