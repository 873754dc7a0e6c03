"""Subscriptions in the administration: numbers without addresses, and one ended for somebody who calls."""

import pytest
from django.test import Client

from core.accounts.models import Role
from core.audit.models import AuditEntry
from news.models import Subscription
from news.services import subscription_numbers
from tests.factories.newsletter import SubscriptionFactory
from tests.factories.roles import clerk_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
PAGE = "/admin/news/subscription/"


def browser_of(*roles):
    browser = Client(headers={"Accept-Language": "de"})
    browser.force_login(clerk_of("stadt-naunhof", *roles))
    return browser


@pytest.fixture
def editor():
    return browser_of(Role.EDITOR)


@pytest.mark.parametrize("copies", [1, 3])
def test_numbers_count_by_state_frequency_and_place(copies, django_assert_num_queries):
    for _ in range(copies):
        SubscriptionFactory()
        SubscriptionFactory(frequency="daily", places=["naunhof", "borsdorf"], about=["smart-mobility"])
        SubscriptionFactory(unconfirmed=True, places=["naunhof"])
        SubscriptionFactory(suspended=True)
    with django_assert_num_queries(5):
        told = subscription_numbers.numbers()
    assert [count for _label, count in told.by_state] == [copies, 2 * copies, copies]
    assert [count for _label, count in told.by_frequency] == [copies, copies]
    assert (told.everywhere, dict(told.by_municipality)) == (
        copies,
        dict.fromkeys(("Belgershain", "Brandis", "Großpösna", "Machern", "Parthenstein"), 0)
        | {"Borsdorf": copies, "Naunhof": copies},
    )


def test_an_editor_ends_one_by_its_address_and_sees_none(editor):
    kept, ended = SubscriptionFactory(), SubscriptionFactory()
    shown = editor.get(PAGE).content.decode()
    assert ("Abonnements des Newsletters" in shown, kept.email in shown) == (True, False)
    done = editor.post(PAGE, {"email": f" {ended.email.upper()} "}, follow=True)
    assert "Das Abonnement ist beendet" in done.content.decode()
    assert Subscription.objects.get() == kept
    again = editor.post(PAGE, {"email": ended.email}, follow=True)
    assert "Mit dieser Adresse gibt es kein Abonnement" in again.content.decode()
    assert AuditEntry.objects.get(act="subscription.ended").actor_kind == "clerk"
    assert editor.post(PAGE, {"email": "lena"}).status_code == 400


def test_others_see_nothing_and_nobody_sees_a_row():
    subscription = SubscriptionFactory()
    moderator = browser_of(Role.MODERATOR)
    assert [moderator.get(PAGE).status_code, moderator.post(PAGE, {"email": subscription.email}).status_code] == [
        403,
        403,
    ]
    assert PAGE not in moderator.get("/admin/").content.decode()
    assert Client().get(PAGE).status_code == 302
    editor = browser_of(Role.EDITOR)
    assert PAGE in editor.get("/admin/").content.decode()
    assert editor.get(f"{PAGE}{subscription.pk}/change/").status_code == 404
    assert Subscription.objects.count() == 1
