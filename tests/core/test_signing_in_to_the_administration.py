"""The way into the administration: password, second factor, a session key of its own; and what strangers achieve."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client
from django.urls import reverse

from core import actors
from core.accounts import devices, one_time_codes
from core.accounts.models import Person, SecondFactor
from core.accounts.services import second_factors, sessions, standing
from core.administration.signing_in import DEVICE_COOKIE
from core.audit.models import AuditEntry
from core.limits import meters
from core.limits.policies import SIGN_IN
from core.mail.models import OutgoingMail
from tests.api.test_throttling import exhaust
from tests.core.test_second_factors import code_of, set_up
from tests.factories.accounts import PASSWORD, PersonFactory, session_of, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("region")]
LOGIN, ASK, SET_UP = "/admin/login/", "/admin/second-factor/", "/admin/second-factor/set-up/"
NOON = "2026-11-24T12:00:00+01:00"


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def required(settings):
    settings.SECOND_FACTOR_REQUIRED = True


@pytest.fixture
def clerk():
    return PersonFactory(is_staff=True, is_superuser=True)


@pytest.fixture
def browser():
    return Client(headers={"Accept-Language": "de"})


def password(browser, person, *, password=PASSWORD, to="/admin/events/event/"):
    return browser.post(f"{LOGIN}?next={to}", {"username": person.email, "password": password, "next": to})


def is_in(browser):
    return browser.get("/admin/events/event/").status_code == 200


def letters():
    return list(OutgoingMail.objects.order_by("created_at").values_list("letter", flat=True))


def secret_on(page):
    """The key as it stands below the QR code."""
    spelled = re.search(r"<code[^>]*>([A-Z2-7 ]+)</code>", page.content.decode()).group(1)
    return one_time_codes.base64.b32decode(spelled.replace(" ", ""))


def test_the_demonstrations_administrator_gets_in_by_password(browser, clerk):
    answer = password(browser, clerk)
    assert (answer.status_code, answer.url, is_in(browser)) == (302, "/admin/events/event/", True)
    assert AuditEntry.objects.filter(act="administration.entered", actor=clerk).count() == 1


@pytest.mark.parametrize("changes", [{"is_staff": False}, {"is_active": False}, {"email_verified_at": None}])
def test_who_may_not_enter_hears_what_a_wrong_password_hears(browser, changes):
    refused = password(browser, PersonFactory(**{"is_staff": True, **changes}))
    wrong = password(browser, PersonFactory(is_staff=True), password="ganz falsch")
    sentences = [re.findall(r"Bitte [^<]*Passwort[^<]*", page.content.decode()) for page in (refused, wrong)]
    assert (sentences[0] == sentences[1], len(sentences[0]) > 0, is_in(browser)) == (True, True, False)


def test_in_production_a_clerk_is_led_to_set_it_up(browser, clerk, required, clock):
    answer = password(browser, clerk)
    assert (answer.url, is_in(browser)) == (SET_UP, False)
    shown = browser.get(SET_UP)
    secret = secret_on(shown)
    assert ("data:image/png;base64," in shown.content.decode(), shown["Cache-Control"]) == (
        True,
        "max-age=0, no-cache, no-store, must-revalidate, private",
    )
    wrong = browser.post(SET_UP, {"code": "000000"})
    assert (secret_on(wrong), is_in(browser)) == (secret, False)
    done = browser.post(SET_UP, {"code": code_of(secret)}).content.decode()
    codes = re.findall(r"<code[^>]*>([a-z2-7-]{19})</code>", done)
    assert (len(codes), 'href="/admin/events/event/"' in done, is_in(browser)) == (10, True, True)
    clock.shift(timedelta(minutes=1))
    assert second_factors.check(clerk, codes[0])
    assert not any(codes[0] in page.content.decode() for page in (browser.get(ASK), browser.get(SET_UP, follow=True)))


def test_the_code_follows_the_password(browser, clerk, clock):
    secret, _codes = set_up(clerk)
    clock.shift(timedelta(minutes=1))
    assert (password(browser, clerk).url, is_in(browser)) == (ASK, False)
    wrong = browser.post(ASK, {"code": "000000"})
    assert ("passt nicht" in wrong.content.decode() or "jetzt zeigt" in wrong.content.decode(), is_in(browser)) == (
        True,
        False,
    )
    answer = browser.post(ASK, {"code": code_of(secret)})
    assert (answer.url, is_in(browser)) == ("/admin/events/event/", True)


def test_without_the_password_there_is_no_second_step(browser, clerk, clock):
    _secret, codes = set_up(clerk)
    for path in (ASK, SET_UP):
        assert browser.post(path, {"code": codes[0]}, follow=True).redirect_chain[-1][0] == LOGIN
    assert second_factors.check(clerk, codes[0])


def test_the_password_is_forgotten_after_ten_minutes_and_when_it_changes(browser, clerk, clock):
    secret, _codes = set_up(clerk)
    password(browser, clerk)
    clock.shift(timedelta(minutes=10, seconds=1))
    assert browser.post(ASK, {"code": code_of(secret)}).url == LOGIN
    password(browser, clerk)
    clerk.set_password("Wolkenbruch Kastanie 4")
    clerk.save()
    assert browser.post(ASK, {"code": code_of(secret)}).url == LOGIN


def test_an_open_session_without_the_factor_ends_when_one_is_set_up(browser, clerk, clock):
    password(browser, clerk)
    set_up(clerk)
    assert is_in(browser) is False


def test_an_open_session_without_a_factor_ends_when_one_becomes_needed(browser, clerk, settings):
    password(browser, clerk)
    assert is_in(browser) is True
    settings.SECOND_FACTOR_REQUIRED = True
    assert is_in(browser) is False


def test_a_session_key_known_before_opens_nothing_after(browser, clerk, clock, settings):
    """Session fixation: whoever planted the key before the password, or before the code, does not come in by it."""
    secret, _codes = set_up(clerk)
    clock.shift(timedelta(minutes=1))
    planted = SessionStore()
    planted.create()
    browser.cookies[settings.SESSION_COOKIE_NAME] = planted.session_key
    keys = [planted.session_key]
    for step in (lambda: password(browser, clerk), lambda: browser.post(ASK, {"code": code_of(secret)})):
        step()
        keys.append(browser.session.session_key)
    assert (len(set(keys)), is_in(browser)) == (3, True)
    for key in keys[:2]:
        stranger = Client()
        stranger.cookies[settings.SESSION_COOKIE_NAME] = key
        assert is_in(stranger) is False


def test_after_a_reset_by_an_administrator_one_is_out_and_sets_up_anew(browser, clerk, required, clock):
    secret, _codes = set_up(clerk)
    clock.shift(timedelta(minutes=1))
    password(browser, clerk)
    browser.post(ASK, {"code": code_of(secret)})
    standing.reset_second_factor(clerk.pk, by=actors.SYSTEM)
    assert (is_in(browser), password(browser, clerk).url) == (False, SET_UP)


def test_the_administration_resets_it_after_asking(browser, clerk, clock):
    lost = PersonFactory(is_staff=True)
    set_up(lost)
    password(browser, clerk)
    press = {"action": "reset_second_factor", "_selected_action": [str(lost.pk)]}
    assert browser.post(reverse("admin:accounts_person_changelist"), press).status_code == 200
    assert second_factors.of(lost) is not None
    browser.post(reverse("admin:accounts_person_changelist"), {**press, "confirmed": "yes"})
    assert second_factors.of(lost) is None


def test_one_sets_it_up_oneself_with_the_password(browser, clerk, clock):
    password(browser, clerk)
    assert browser.get(SET_UP).url == ASK
    assert browser.post(ASK, {"password": "ganz falsch"}).status_code == 200
    assert browser.post(ASK, {"password": PASSWORD}).url == SET_UP
    secret = secret_on(browser.get(SET_UP))
    assert "Ersatzcodes" in browser.post(SET_UP, {"code": code_of(secret)}).content.decode()
    assert is_in(browser) is True


def test_one_renews_the_recovery_codes_and_changes_the_app_by_a_code(browser, clerk, clock):
    secret, old = set_up(clerk)
    password(browser, clerk)
    browser.post(ASK, {"code": old[0]})
    clock.shift(timedelta(minutes=1))
    shown = browser.post(ASK, {"act": "renew", "code": code_of(secret)}).content.decode()
    (new, *_others) = re.findall(r"<code[^>]*>([a-z2-7-]{19})</code>", shown)
    assert browser.post(ASK, {"act": "remove", "code": old[1]}).status_code == 200
    assert browser.post(ASK, {"act": "remove", "code": new}).url == SET_UP
    assert (SecondFactor.objects.count(), is_in(browser), browser.get(SET_UP).status_code) == (0, False, 200)


def test_guessing_is_slowed_on_the_same_meters_as_the_apis(browser, clerk, settings):
    settings.RATE_LIMITS = True
    exhaust(SIGN_IN[1], "address", clerk.email)
    refused = password(browser, clerk)
    assert ("Sekunden noch einmal" in refused.content.decode(), is_in(browser)) == (True, False)
    browser.cookies[DEVICE_COOKIE] = devices.prove(clerk)
    assert (password(browser, clerk).status_code, is_in(browser)) == (302, True)


def test_each_try_is_counted_whoever_it_is_for(browser, settings):
    settings.RATE_LIMITS = True
    password(browser, PersonFactory.build(email="niemand@example.org"))
    subject = ("address", "niemand@example.org")
    assert meters.spend(SIGN_IN[1], meters.key(SIGN_IN[1], *subject)).left == 8


def test_a_new_browser_is_told_by_mail_and_a_known_one_is_not(browser, clerk):
    password(browser, clerk)
    assert (letters(), browser.cookies[DEVICE_COOKIE]["httponly"], browser.cookies[DEVICE_COOKIE]["samesite"]) == (
        [],
        True,
        "Lax",
    )
    password(browser, clerk)
    assert letters() == []
    password(Client(), clerk)
    assert letters() == ["new_browser"]


def test_a_new_password_ends_sessions_and_is_told(browser, clerk):
    signed_in(clerk)
    password(browser, clerk)
    form = {"old_password": PASSWORD, "new_password1": "1234567890", "new_password2": "1234567890"}
    weak = browser.post("/admin/password_change/", form).content.decode()
    assert "schnell erraten" in weak
    form |= dict.fromkeys(("new_password1", "new_password2"), "Wolkenbruch Kastanie 4")
    assert browser.post("/admin/password_change/", form).status_code == 302
    assert (is_in(browser), session_of(clerk).end_reason, letters()[-1]) == (
        True,
        "password_changed",
        "password_changed",
    )
    assert sessions.by_password(clerk.email, "Wolkenbruch Kastanie 4") == Person.objects.get(pk=clerk.pk)


def test_nobody_is_led_to_another_site(browser, clerk):
    answer = password(browser, clerk, to="https://boese.example/")
    assert answer.url == "/admin/"
