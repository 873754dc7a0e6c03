"""What ends all sessions of a person ends those of browsers in the administration too, at once."""

import pytest
from django.test import Client

from core import actors
from core.accounts.models import EmailChange, Membership, Person, Role
from core.accounts.services import addresses, memberships, passwords, sessions, standing
from core.municipalities.models import Organization
from tests.core import test_accounts_addresses, test_accounts_passwords
from tests.core.test_signing_in_to_the_administration import password
from tests.factories.accounts import PASSWORD, session_of, signed_in
from tests.factories.roles import clerk_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
NEW = "Wolkenbruch Kastanie 4"


def role_given(clerk):
    memberships.give(clerk, Organization.objects.get(slug="stadt-naunhof"), Role.EDITOR, by=actors.SYSTEM)


def role_changed(clerk):
    memberships.change(of(clerk, Role.MODERATOR), role=Role.EDITOR, by=actors.SYSTEM)


def one_role_of_two_taken(clerk):
    memberships.remove(of(clerk, Role.MODERATOR), by=actors.SYSTEM)


def of(clerk, role):
    return Membership.objects.get(person=clerk, role=role).pk


def password_set_by_mail(clerk):
    passwords.reset(test_accounts_passwords.link_of(clerk), password=NEW)


def address_changed(clerk):
    change = EmailChange.objects.create(person=clerk, old_email=clerk.email, new_email="neu@example.org")
    addresses.confirm_change(test_accounts_addresses.link_of(change))


def password_changed_in_the_app(clerk):
    passwords.change(clerk, current_password=PASSWORD, password=NEW, session=None, by=actors.person(clerk))


ENDS = (role_given, role_changed, one_role_of_two_taken, password_set_by_mail, address_changed,
        password_changed_in_the_app)  # fmt: skip


@pytest.fixture
def clerk():
    return clerk_of("gemeinde-borsdorf", Role.MODERATOR, Role.MANAGER, email="alt@example.org")


def is_inside(browser):
    return browser.get("/admin/").status_code == 200


@pytest.mark.parametrize("act", ENDS, ids=lambda act: act.__name__)
def test_the_cookie_opens_nothing_more_and_the_next_sign_in_does(clerk, act):
    signed_in(clerk)
    browser, other = Client(), Client()
    for one in (browser, other):
        password(one, clerk, to="/admin/")
        assert is_inside(one)
    act(Person.objects.get(pk=clerk.pk))
    assert (is_inside(browser), is_inside(other), session_of(clerk).ended_at is None) == (False, False, False)
    password(browser, Person.objects.get(pk=clerk.pk), password=PASSWORD, to="/admin/")
    changed = not Person.objects.get(pk=clerk.pk).check_password(PASSWORD)
    assert is_inside(browser) is not changed


def test_who_is_deactivated_for_a_moment_has_to_sign_in_again(clerk):
    browser = Client()
    password(browser, clerk, to="/admin/")
    standing.deactivate(clerk.pk, by=actors.SYSTEM)
    assert is_inside(browser) is False
    standing.reactivate(clerk.pk, by=actors.SYSTEM)
    assert is_inside(browser) is False


def test_a_new_key_of_the_service_puts_nobody_out(clerk, settings):
    role_given(clerk)
    browser = Client()
    password(browser, Person.objects.get(pk=clerk.pk), to="/admin/")
    settings.SECRET_KEY_FALLBACKS, settings.SECRET_KEY = [settings.SECRET_KEY], "neu" * 20
    assert is_inside(browser)


def test_the_end_of_one_session_leaves_the_browser_in(clerk):
    signed_in(clerk)
    browser = Client()
    password(browser, clerk, to="/admin/")
    sessions.end(session_of(clerk).pk, person=clerk, by=actors.person(clerk))
    assert is_inside(browser)
