"""Consents: to which words, how proven, found by the address alone, and what of them outlives the account."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client, override_settings
from django.utils import timezone

from core import tokens
from core.accounts.models import PendingSignUp, SignUpToken
from core.accounts.services import accounts
from core.actors import SYSTEM
from core.consents import privacy as consents_privacy
from core.consents import records
from core.consents.models import Consent, ConsentText, EndReason, Proof
from core.legal import documents
from core.legal.models import LegalDocument
from core.mail.models import OutgoingMail
from core.privacy import rights, runs
from tests.factories.accounts import PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
NOON = "2026-11-30T12:00:00+01:00"


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def publish(kind, text, english=""):
    document = LegalDocument(kind=kind, valid_from=timezone.localdate(), text_de=text, text_en=english)
    return documents.save(document, by=SYSTEM)


def ask(email="anna@example.org", language="de"):
    accounts.register(
        email=email, password="Regenschirm Apfelbaum 7", display_name="Anna", municipality="borsdorf",
        is_16_or_older=True, language=language,
    )  # fmt: skip
    return PendingSignUp.objects.get(email=email)


def verify(sign_up):
    expires_at = timezone.now() + timedelta(hours=1)
    token = tokens.mint(SignUpToken, purpose=SignUpToken.VERIFY, expires_at=expires_at, sign_up=sign_up)
    return accounts.verify_email(token)


def given(owner, **more):
    values = {"email": owner.email, "person": owner, "proof": Proof.ACCOUNT, "asked_at": timezone.now()}
    return records.give(records.wording("workshop", "Fotos sind erlaubt."), **values | more)


def test_who_signs_up_agrees_to_what_held_then(clock):
    publish("terms", "Erste Regeln")
    publish("privacy", "Wie wir schützen", english="How we protect")
    sign_up = ask()
    assert Consent.objects.count() == 0
    mail = OutgoingMail.objects.get(letter="sign_up_verify")
    clock.shift(timedelta(hours=3))
    publish("terms", "Zweite Regeln")
    person = verify(sign_up)
    found = Consent.objects.order_by("text__kind")
    assert [(one.text.kind, one.text.version, one.text.text) for one in found] == [
        ("age", "", "Ich bin mindestens 16 Jahre alt."),
        ("privacy", "privacy/region/1", "Wie wir schützen"),
        ("terms", "terms/region/1", "Erste Regeln"),
    ]
    for one in found:
        assert (one.person, one.proof, one.mail_id, one.ended_at) == (person, "link", mail.pk, None)
        assert one.confirmed_at - one.asked_at == timedelta(hours=3)


def test_the_words_are_those_of_the_persons_language_and_kept_once(clock):
    publish("privacy", "Wie wir schützen", english="How we protect")
    for email in ("anna@example.org", "berta@example.org"):
        verify(ask(email, language="en"))
    assert set(ConsentText.objects.values_list("text", flat=True)) == {"I am 16 years old or older.", "How we protect"}
    assert Consent.objects.count() == 4


def test_the_address_is_not_kept_and_finds_them_all_the_same(clock):
    consent = given(PersonFactory(email="erika@example.org"), person=None)
    row = str(Consent.objects.filter(pk=consent.pk).values().get())
    assert "erika" not in row
    assert list(Consent.objects.of_address("erika@example.org")) == [consent]
    assert list(Consent.objects.of_address("erik@example.org")) == []
    with override_settings(SECRET_KEY="b" * 50, SECRET_KEY_FALLBACKS=[]):
        assert list(Consent.objects.of_address("erika@example.org")) == []


def test_a_former_key_still_finds_them(clock, settings):
    consent = given(PersonFactory(email="erika@example.org"))
    with override_settings(SECRET_KEY="b" * 50, SECRET_KEY_FALLBACKS=[settings.SECRET_KEY]):
        assert list(Consent.objects.of_address("erika@example.org")) == [consent]


def test_they_are_exported_and_outlive_the_account_without_its_name(clock):
    person, other = PersonFactory(), PersonFactory()
    given(person)
    given(other)
    told = consents_privacy.export(person)["consents"]
    assert [(one["consent"], one["text"], one["proof"]) for one in told] == [
        ("workshop", "Fotos sind erlaubt.", "account")
    ]
    email = person.email
    rights.erase(person, keep_contributions=False, by=SYSTEM)
    mine = Consent.objects.of_address(email).get()
    assert (mine.person, mine.end_reason, mine.ended_at) == (None, "erased", timezone.now())
    assert Consent.objects.of_address(other.email).get().person == other


def test_a_guests_join_the_account_of_the_address(clock):
    person = PersonFactory()
    consent = given(person, person=None)
    foreign = given(PersonFactory(), person=None)
    rights.adopt(person)
    consent.refresh_from_db()
    foreign.refresh_from_db()
    assert (consent.person, foreign.person) == (person, None)


def test_who_has_the_former_mailbox_neither_reads_nor_ends_what_the_account_took_along(clock):
    person = PersonFactory(email="alt@example.org")
    taken = given(person)
    person.email = "neu@example.org"
    person.save(update_fields=["email"])
    for successor in (rights.guest("alt@example.org"), PersonFactory(email="alt@example.org")):
        assert consents_privacy.export(successor) == {"consents": []}
        consents_privacy.erase(successor, keep_contributions=False, by=SYSTEM)
    taken.refresh_from_db()
    assert (taken.person, taken.ended_at) == (person, None)
    assert len(consents_privacy.export(person)["consents"]) == 1


def test_three_years_after_its_end_a_proof_goes_with_its_words():
    with time_machine.travel("2023-11-01T12:00:00+01:00", tick=False):
        person = PersonFactory()
        ended, living = given(person), given(person)
        records.end(Consent.objects.filter(pk=ended.pk), EndReason.WITHDRAWN)
        alone = records.give(
            records.wording("newsletter", "Alle Themen."), email=person.email, person=person, proof=Proof.LINK,
            asked_at=timezone.now(),
        )  # fmt: skip
        records.end(Consent.objects.filter(pk=alone.pk), EndReason.WITHDRAWN)
    with time_machine.travel("2026-10-31T12:00:00+01:00", tick=False):
        runs.carry_out(now=timezone.now())
        assert Consent.objects.count() == 3
    with time_machine.travel("2026-11-01T12:00:00+01:00", tick=False):
        runs.carry_out(now=timezone.now())
    assert list(Consent.objects.all()) == [living]
    assert list(ConsentText.objects.values_list("text", flat=True)) == ["Fotos sind erlaubt."]


def test_administrators_find_the_single_case_by_its_address(clock):
    consent = given(PersonFactory(email="erika@example.org"))
    given(PersonFactory(email="berta@example.org"))
    browser = Client(headers={"Accept-Language": "de"})
    browser.force_login(PersonFactory(is_staff=True, is_superuser=True))
    listed = browser.get("/admin/consents/consent/", {"q": " Erika@Example.org "})
    assert list(listed.context["cl"].queryset) == [consent]
    shown = browser.get(f"/admin/consents/consent/{consent.pk}/change/").content.decode()
    assert ("Fotos sind erlaubt." in shown, "Angemeldet in einem Konto" in shown) == (True, True)
    assert browser.get("/admin/consents/consent/add/").status_code == 403
