"""Moving to another address: by password and the new mailbox, told to the old one, with all that is the person's."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from core import tokens
from core.accounts import bearer_tokens, mails, notices
from core.accounts.models import EmailChange, EmailChangeToken, PendingSignUp, RefreshToken, Session
from core.accounts.services import accounts, addresses, passwords, sessions, standing
from core.actors import SYSTEM
from core.actors import person as acting
from core.audit.models import AuditEntry
from core.errors import Invalid, Unauthenticated
from core.mail.models import OutgoingMail
from core.notifications import choices
from core.privacy import rights, runs
from core.tokens import LinkExpired
from events.registration_mails import confirmed
from ideas.services import photos, reports
from tests.core.test_accounts import link_of as sign_up_link_of
from tests.core.test_accounts import sign_up
from tests.core.test_accounts_passwords import link_of as reset_link_of
from tests.factories.accounts import PASSWORD, PersonFactory, session_of, signed_in
from tests.factories.events import RegistrationFactory
from tests.factories.ideas import IdeaFactory
from tests.factories.uploads import picture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
NOON = "2026-11-24T12:00:00+01:00"
NEW = "neu@example.org"


def asked(person, *, email=NEW, password=PASSWORD, session=None):
    """The change as it waits for its link."""
    session = session or sessions.of_access_token(signed_in(person).access)
    addresses.request_change(person, email=email, password=password, session=session, by=acting(person))
    return EmailChange.objects.order_by("created_at").last()


def link_of(change):
    expires_at = timezone.now() + mails.VERIFY_WITHIN
    return tokens.mint(EmailChangeToken, purpose="confirm", expires_at=expires_at, email_change=change)


def letters():
    return list(OutgoingMail.objects.order_by("created_at").values_list("letter", flat=True))


def test_nothing_changes_before_the_new_mailbox_is_proven():
    person = PersonFactory(email="alt@example.org")
    letter = mails.confirm_change(asked(person, email=" Neu@Example.org ").pk)
    person.refresh_from_db()
    assert (person.email, letter.to, letters()) == ("alt@example.org", NEW, ["email_change_confirm"])
    assert "alt@example.org" not in str(letter)


def test_the_link_moves_the_account_once_and_the_old_address_is_told():
    person = PersonFactory(email="alt@example.org")
    change = asked(person)
    token = link_of(change)
    addresses.confirm_change(token)
    assert sessions.sign_in(email=NEW, password=PASSWORD)
    with pytest.raises(sessions.WrongCredentials):
        sessions.sign_in(email="alt@example.org", password=PASSWORD)
    told = notices.email_changed(person.pk, change.pk)
    assert ("email_changed" in letters(), told.to, NEW in str(told)) == (True, "alt@example.org", False)
    with pytest.raises(LinkExpired):
        addresses.confirm_change(token)


def test_the_link_is_valid_for_a_day():
    with time_machine.travel(NOON, tick=False) as clock:
        token = link_of(asked(PersonFactory()))
        clock.shift(timedelta(days=1))
        with pytest.raises(LinkExpired):
            addresses.confirm_change(token)


@pytest.mark.parametrize(
    ("changes", "error"),
    [
        ({"password": "falsch falsch"}, ("/password", "wrong_password")),
        ({"email": "ALT@example.org"}, ("/email", "unchanged")),
    ],
)
def test_asking_needs_the_password_and_another_address(changes, error):
    person = PersonFactory(email="alt@example.org")
    with pytest.raises(Invalid) as refused:
        asked(person, **changes)
    assert [(one.pointer, one.code) for one in refused.value.errors] == [error]
    assert letters() == []


def test_only_the_session_that_asked_stays():
    person = PersonFactory()
    here, there = signed_in(person), signed_in(person)
    addresses.confirm_change(link_of(asked(person, session=sessions.of_access_token(here.access))))
    assert sessions.of_access_token(here.access)
    with pytest.raises(sessions.InvalidToken):
        sessions.of_access_token(there.access)
    assert list(Session.objects.exclude(ended_at=None).values_list("end_reason", flat=True)) == ["email_changed"]


def test_links_in_the_old_mailbox_and_older_wishes_end():
    person = PersonFactory()
    reset, other = reset_link_of(person), link_of(asked(person, email="andere@example.org"))
    addresses.confirm_change(link_of(asked(person)))
    for use in (lambda: passwords.of_reset_link(reset), lambda: addresses.confirm_change(other)):
        with pytest.raises(LinkExpired):
            use()


def resets(person, _session):
    passwords.reset(reset_link_of(person), password="ein ganz neues Wort")


def changes_elsewhere(person, _session):
    here = sessions.of_access_token(signed_in(person).access)
    new = "ein ganz neues Wort"
    passwords.change(person, current_password=PASSWORD, password=new, session=here, by=acting(person))


def resets_after_the_other_signed_out(person, session):
    signs_out(person, session)
    resets(person, session)


def revokes(person, session):
    sessions.end(session.pk, person=person, by=acting(person))


def rests_and_wakes(person, _session):
    standing.deactivate(person.pk, by=SYSTEM)
    standing.reactivate(person.pk, by=SYSTEM)


def changes_there(person, session):
    new = "ein ganz neues Wort"
    passwords.change(person, current_password=PASSWORD, password=new, session=session, by=acting(person))


def signs_out(person, session):
    sessions.revoke(bearer_tokens.refresh(session, RefreshToken.objects.get(session=session)))


@pytest.mark.parametrize(
    "act", [resets, changes_elsewhere, resets_after_the_other_signed_out, revokes, rests_and_wakes]
)
def test_a_strangers_wish_ends_when_the_owner_shuts_them_out(act):
    """Who knew the former password may have asked for the address already; nobody is told before the link is used."""
    person = PersonFactory(email="alt@example.org")
    theirs = sessions.of_access_token(signed_in(person).access)
    token = link_of(asked(person, session=theirs))
    act(person, theirs)
    with pytest.raises(LinkExpired):
        addresses.confirm_change(token)
    person.refresh_from_db()
    assert (person.email, EmailChange.objects.count()) == ("alt@example.org", 0)


@pytest.mark.parametrize("act", [changes_there, signs_out])
def test_ones_own_wish_outlives_ones_own_acts(act):
    person = PersonFactory(email="alt@example.org")
    session = sessions.of_access_token(signed_in(person).access)
    token = link_of(asked(person, session=session))
    act(person, session)
    addresses.confirm_change(token)
    person.refresh_from_db()
    assert person.email == NEW


def test_nobody_asks_in_a_session_that_ended_while_the_password_was_checked():
    person = PersonFactory()
    session = sessions.of_access_token(signed_in(person).access)
    revokes(person, session)
    with pytest.raises(Unauthenticated):
        asked(person, session=session)
    assert EmailChange.objects.count() == 0


def test_an_account_that_was_erased_meanwhile_changes_nothing():
    """The request was let in before: it is answered as one that comes later, and leaves no row without its person."""
    person, idea = PersonFactory(), IdeaFactory()
    by, told = acting(person), {"reason": "spam", "text": "", "network": "192.0.2.1", "language": "de"}
    rights.erase(person, keep_contributions=False, by=by)
    for act in (
        lambda: asked(person, session=Session(person=person)),
        lambda: accounts.change(person, {"display_name": "Neu"}, by=by),
        lambda: choices.choose(person, {"own_ideas": "daily"}, by=by),
        lambda: reports.submit(idea.pk, person=person, by=by, **told),
        lambda: photos.add(picture(), person=person, by=by),
    ):
        with pytest.raises(Unauthenticated):
            act()


def test_an_address_that_has_an_account_is_not_moved_to_and_its_owner_told_without_a_link():
    owner = PersonFactory(email=NEW)
    change = asked(PersonFactory(email="alt@example.org"))
    letter = mails.confirm_change(change.pk)
    assert (letter.to, EmailChangeToken.objects.count(), "token=" in str(letter)) == (owner.email, 0, False)
    with pytest.raises(LinkExpired):
        addresses.confirm_change(link_of(change))


def test_a_sign_up_of_the_new_address_ends():
    late = sign_up_link_of(sign_up(NEW))
    addresses.confirm_change(link_of(asked(PersonFactory())))
    assert PendingSignUp.objects.count() == 0
    with pytest.raises(LinkExpired):
        accounts.verify_email(late)


def test_a_deactivated_person_moves_nowhere():
    person = PersonFactory()
    change = asked(person)
    token = link_of(change)
    person.is_active = False
    person.save()
    assert mails.confirm_change(change.pk) is None
    with pytest.raises(LinkExpired):
        addresses.confirm_change(token)


def test_registrations_follow_and_a_guests_of_the_new_address_join():
    person = PersonFactory(email="alt@example.org")
    own = RegistrationFactory(confirmed=True, person=person, email=person.email)
    guests = RegistrationFactory(confirmed=True, email=NEW)
    strangers = RegistrationFactory(held=True, email=NEW)
    idea = IdeaFactory(email=NEW)
    addresses.confirm_change(link_of(asked(person)))
    for row in (own, guests, strangers, idea):
        row.refresh_from_db()
    assert (own.email, own.person) == (NEW, person)
    assert (guests.person, strangers.person, idea.author) == (person, None, person)


def test_of_two_registrations_for_one_workshop_both_stay_and_both_letters_arrive():
    person = PersonFactory(email="alt@example.org")
    own = RegistrationFactory(confirmed=True, person=person, email=person.email)
    RegistrationFactory(confirmed=True, email=NEW, workshop=own.workshop)
    addresses.confirm_change(link_of(asked(person)))
    own.refresh_from_db()
    assert (own.email, own.person) == ("alt@example.org", person)
    assert confirmed(own.pk).to == NEW


def test_export_audit_and_erasure_know_of_it():
    person = PersonFactory(email="alt@example.org")
    addresses.confirm_change(link_of(asked(person)))
    person.refresh_from_db()
    (told,) = rights.export(person)["accounts"]["email_changes"]
    assert (told["old_email"], told["new_email"]) == ("alt@example.org", NEW)
    acts = AuditEntry.objects.filter(act__startswith="account.email").order_by("id")
    assert list(acts.values_list("act", flat=True)) == ["account.email_change_requested", "account.email_changed"]
    assert "example.org" not in str(list(acts.values()))
    rights.erase(person, keep_contributions=False, by=acting(person))
    assert (EmailChange.objects.count(), OutgoingMail.objects.count()) == (0, 0)


def test_former_addresses_are_kept_for_two_weeks():
    with time_machine.travel(NOON, tick=False) as clock:
        addresses.confirm_change(link_of(asked(PersonFactory())))
        clock.shift(timedelta(days=14, seconds=1))
        runs.carry_out(now=timezone.now())
    assert EmailChange.objects.count() == 0


def test_the_session_that_asked_may_be_gone():
    person = PersonFactory()
    token = link_of(asked(person))
    session_of(person).delete()
    addresses.confirm_change(token)
    person.refresh_from_db()
    assert person.email == NEW
