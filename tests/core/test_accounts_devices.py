"""Known devices: who is told of a sign-in, and who gets in while strangers guess."""

from datetime import timedelta

import pytest
import time_machine
from django.utils.translation import override

from core.accounts import devices, notices
from core.accounts.services import sessions
from core.errors import Invalid
from core.mail.models import OutgoingMail
from tests.factories.accounts import PASSWORD, PersonFactory, session_of

pytestmark = pytest.mark.django_db
NOON = "2026-11-24T12:00:00+01:00"


def sign_in(person, **more):
    return sessions.sign_in(email=person.email, password=PASSWORD, **more)


def letters():
    return list(OutgoingMail.objects.order_by("created_at").values_list("letter", flat=True))


def test_the_very_first_sign_in_is_no_news():
    sign_in(PersonFactory())
    assert letters() == []


def test_a_device_that_was_never_seen_is_told_by_mail_and_a_known_one_is_not():
    person = PersonFactory()
    phone = sign_in(person).device
    again = sign_in(person, device=phone).device
    assert letters() == []
    sign_in(person, device_name="Fremder Rechner")
    assert letters() == ["new_device"]
    assert devices.known(again, email=person.email) == devices.known(phone, email=person.email)


def test_the_letter_names_device_and_moment():
    person = PersonFactory()
    with time_machine.travel(NOON, tick=False):
        sign_in(person, device_name="Rathaus-PC")
        letter = notices.new_device(person.pk, session_of(person).pk)
        with override("en"):
            english = notices.new_device(person.pk, session_of(person).pk)
    assert ("Rathaus-PC" in str(letter), "24. November 2026, 12:00" in str(letter)) == (True, True)
    assert "24 November 2026, 12:00" in str(english)


@pytest.mark.parametrize("proof", ["", "unsinn", "x:y:z", "ä" * 400])
def test_nonsense_proves_nothing(proof):
    assert devices.known(proof, email=PersonFactory().email) is None


def test_a_proof_is_of_one_account_and_holds_for_a_year():
    person, other = PersonFactory(), PersonFactory()
    with time_machine.travel(NOON, tick=False) as clock:
        proof = devices.prove(person)
        assert devices.known(proof, email=person.email)
        assert devices.known(proof, email=other.email) is None
        assert devices.known(proof[:-1] + ("a" if proof[-1] != "a" else "b"), email=person.email) is None
        clock.shift(timedelta(days=365, seconds=1))
        assert devices.known(proof, email=person.email) is None


def test_a_device_carries_no_advertisement_into_our_mails():
    with pytest.raises(Invalid) as refused:
        sign_in(PersonFactory(), device_name="Bitte https://boese.example/ öffnen")
    assert [error.pointer for error in refused.value.errors] == ["/device_name"]
