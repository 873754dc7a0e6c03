"""People in the administration: found, deactivated, reactivated; nothing else."""

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import override

from core import actors
from core.accounts import notices
from core.accounts.bearer_tokens import InvalidToken
from core.accounts.models import Person
from core.accounts.roles import NotEntrusted
from core.accounts.services import sessions, standing
from core.audit.models import AuditEntry
from core.mail.models import OutgoingMail
from tests.factories.accounts import PersonFactory, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]


@pytest.fixture
def administrator():
    return PersonFactory(is_staff=True, is_superuser=True)


@pytest.fixture
def browser(administrator):
    client = Client()
    client.force_login(administrator)
    return client


def press(browser, action, person, **more):
    data = {"action": action, "_selected_action": [str(person.pk)], **more}
    return browser.post(reverse("admin:accounts_person_changelist"), data)


def test_a_deactivated_account_is_signed_out_everywhere(administrator):
    person = PersonFactory()
    access = signed_in(person).access
    for _ in range(2):
        standing.deactivate(person.pk, by=actors.clerk(administrator))
    with pytest.raises(InvalidToken):
        sessions.of_access_token(access)
    acts = AuditEntry.objects.filter(act__startswith="account.").values_list("act", "actor")
    assert list(acts) == [("account.deactivated", administrator.pk)]


def test_who_is_deactivated_and_woken_is_told_once_each_and_never_what_is_over(administrator):
    person = PersonFactory(email="erika@example.org")
    by = actors.clerk(administrator)
    for act in (standing.deactivate, standing.deactivate, standing.reactivate):
        act(person.pk, by=by)
    queued = OutgoingMail.objects.filter(letter__startswith="account_")
    assert sorted(queued.values_list("letter", flat=True)) == ["account_deactivated", "account_reactivated"]
    assert notices.account_deactivated(person.pk) is None
    with override("de"):
        woken = notices.account_reactivated(person.pk)
        standing.deactivate(person.pk, by=by)
        told = notices.account_deactivated(person.pk)
    assert (woken.subject, notices.account_reactivated(person.pk)) == ("Sie können Ihr Konto wieder nutzen", None)
    assert (told.to, told.subject) == ("erika@example.org", "Ihr Konto wurde gesperrt")
    assert "info@partheland.de" in str(told.blocks)


def test_it_asks_before_it_acts(browser):
    person = PersonFactory()
    page = press(browser, "deactivate", person)
    assert (page.status_code, Person.objects.get(pk=person.pk).is_active) == (200, True)
    press(browser, "deactivate", person, confirmed="yes")
    assert Person.objects.get(pk=person.pk).is_active is False
    press(browser, "reactivate", person)
    assert Person.objects.get(pk=person.pk).is_active is True


def test_nobody_locks_themselves_out(browser, administrator):
    press(browser, "deactivate", administrator, confirmed="yes")
    assert Person.objects.get(pk=administrator.pk).is_active is True


def test_people_can_be_found_but_neither_added_changed_nor_deleted(browser):
    person = PersonFactory(display_name="Erika Muster")
    listed = browser.get(reverse("admin:accounts_person_changelist"), {"q": "Erika"})
    assert "Erika Muster" in listed.content.decode()
    shown = browser.get(reverse("admin:accounts_person_change", args=[person.pk])).content.decode()
    assert person.password not in shown
    assert browser.get(reverse("admin:accounts_person_add")).status_code == 403
    assert browser.post(reverse("admin:accounts_person_delete", args=[person.pk])).status_code == 403


def test_of_two_administrators_who_deactivate_each_other_one_stays(administrator):
    other = PersonFactory(is_staff=True, is_superuser=True)
    standing.deactivate(other.pk, by=actors.clerk(administrator))
    for act in (standing.deactivate, standing.reactivate):
        with pytest.raises(NotEntrusted):
            act(administrator.pk, by=actors.clerk(other))
    administrator.refresh_from_db()
    assert administrator.is_active
