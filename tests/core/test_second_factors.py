"""The second factor: set up by its first code, asked for at sign-in, each code once, lost and reset."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.core.management import call_command
from django.utils import timezone

from core import actors
from core.accounts import devices, one_time_codes
from core.accounts.models import RecoveryCode, SecondFactor
from core.accounts.services import second_factors, sessions, standing
from core.accounts.services.second_factors import (
    SecondFactorExists,
    SecondFactorMissing,
    SecondFactorRequired,
    WrongOneTimeCode,
)
from core.audit.models import AuditEntry
from core.errors import TooMany
from core.mail.models import OutgoingMail
from tests.factories.accounts import PASSWORD, PersonFactory, session_of, signed_in

pytestmark = pytest.mark.django_db
NOON = "2026-11-24T12:00:00+01:00"


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


def code_of(secret, *, steps=0):
    """What the app shows now, or some half minutes from now."""
    return TOTP(secret, 6, SHA1(), 30).generate(int(timezone.now().timestamp()) + 30 * steps).decode()


def set_up(person):
    """The secret and the recovery codes of a second factor that has just been confirmed."""
    secret = second_factors.begin(person)
    return secret, second_factors.confirm(person, code_of(secret), by=actors.person(person))


def sign_in(person, **more):
    return sessions.sign_in(email=person.email, password=PASSWORD, **more)


def acts():
    return list(AuditEntry.objects.order_by("id").values_list("act", flat=True))


def letters():
    return list(OutgoingMail.objects.order_by("created_at").values_list("letter", flat=True))


def test_the_codes_are_those_of_rfc_6238():
    """Its appendix B has eight digits; ours are the last six of them."""
    secret, moment = b"12345678901234567890", datetime.fromtimestamp(1111111109, tz=UTC)
    step = one_time_codes.step_of(secret, "081804", now=moment, after=None)
    assert step == 0x23523EC


def test_it_counts_only_after_its_first_code(clock):
    person = PersonFactory()
    secret = second_factors.begin(person)
    assert sign_in(person)
    with pytest.raises(WrongOneTimeCode):
        second_factors.confirm(person, "000000", by=actors.person(person))
    codes = second_factors.confirm(person, code_of(secret), by=actors.person(person))
    assert (len(codes), len(set(codes)), {len(code) for code in codes}) == (10, 10, {19})
    assert ("second_factor.set_up" in acts(), letters()) == (True, ["second_factor_set_up"])
    with pytest.raises(SecondFactorRequired):
        sign_in(person)


def test_a_secret_that_waits_is_replaced_and_a_confirmed_one_is_not(clock):
    person = PersonFactory()
    first, second = second_factors.begin(person), second_factors.begin(person)
    with pytest.raises(WrongOneTimeCode):
        second_factors.confirm(person, code_of(first), by=actors.person(person))
    second_factors.confirm(person, code_of(second), by=actors.person(person))
    with pytest.raises(SecondFactorExists):
        second_factors.begin(person)


def test_each_code_works_once_and_none_before_it(clock):
    person = PersonFactory()
    secret, _codes = set_up(person)
    with pytest.raises(WrongOneTimeCode):
        sign_in(person, otp=code_of(secret))
    clock.shift(timedelta(seconds=60))
    earlier, now = code_of(secret, steps=-1), code_of(secret)
    assert sign_in(person, otp=f"{now[:3]} {now[3:]}")
    for used in (now, earlier):
        with pytest.raises(WrongOneTimeCode):
            sign_in(person, otp=used)


@pytest.mark.parametrize(("steps", "fits"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_half_a_minute_wrong(clock, steps, fits):
    person = PersonFactory()
    secret, _codes = set_up(person)
    clock.shift(timedelta(minutes=5))
    code = code_of(secret, steps=steps)
    if fits:
        assert second_factors.check(person, code)
    else:
        with pytest.raises(WrongOneTimeCode):
            second_factors.check(person, code)


def test_a_recovery_code_works_once_however_it_is_typed_and_is_told(clock):
    person = PersonFactory()
    _secret, codes = set_up(person)
    assert sign_in(person, otp=f" {codes[0].upper().replace('-', ' ')} ")
    assert ("second_factor.recovery_code_used" in acts(), letters()[-1]) == (True, "recovery_code_used")
    with pytest.raises(WrongOneTimeCode):
        sign_in(person, otp=codes[0])
    assert RecoveryCode.objects.count() == 9


def test_new_recovery_codes_replace_the_old(clock):
    person = PersonFactory()
    secret, old = set_up(person)
    clock.shift(timedelta(minutes=1))
    new = second_factors.renew_recovery_codes(person, code_of(secret), by=actors.person(person))
    assert letters() == ["second_factor_set_up", "recovery_codes_renewed"]
    with pytest.raises(WrongOneTimeCode):
        second_factors.check(person, old[0])
    assert (second_factors.check(person, new[0]), RecoveryCode.objects.count()) == (second_factors.of(person), 9)


def test_without_the_password_no_code_is_looked_at(clock):
    person = PersonFactory()
    secret, _codes = set_up(person)
    clock.shift(timedelta(minutes=1))
    with pytest.raises(sessions.WrongCredentials):
        sessions.sign_in(email=person.email, password="ganz falsch", otp=code_of(secret))
    assert sign_in(person, otp=code_of(secret))


def test_anothers_code_does_not_fit(clock):
    person, other = PersonFactory(), PersonFactory()
    set_up(person)
    foreign, codes = set_up(other)
    clock.shift(timedelta(minutes=1))
    for code in (code_of(foreign), codes[0]):
        with pytest.raises(WrongOneTimeCode):
            sign_in(person, otp=code)


@pytest.mark.parametrize(("is_staff", "refused"), [(True, True), (False, False)])
def test_in_production_clerks_set_it_up_before_they_sign_in(settings, is_staff, refused):
    settings.SECOND_FACTOR_REQUIRED = True
    person = PersonFactory(is_staff=is_staff)
    if refused:
        with pytest.raises(SecondFactorMissing):
            sign_in(person)
    else:
        assert sign_in(person)


def test_codes_are_not_guessed(clock, settings):
    """Five at once; who has signed in on this device before has a meter of their own."""
    settings.RATE_LIMITS = True
    person = PersonFactory()
    set_up(person)
    device_id = devices.known(devices.prove(person), email=person.email)
    outcomes = []
    for _ in range(5):
        with pytest.raises((WrongOneTimeCode, TooMany)) as refused:
            second_factors.check(person, "000000")
        outcomes.append(type(refused.value))
    assert outcomes == [WrongOneTimeCode] * 4 + [TooMany]  # the fifth code of the quarter hour set it up
    with pytest.raises(WrongOneTimeCode):
        second_factors.check(person, "000000", device_id=device_id)


def test_neither_secret_nor_codes_are_stored_readable(clock):
    person = PersonFactory()
    secret, codes = set_up(person)
    stored = b"".join(bytes(row.sealed_secret) for row in SecondFactor.objects.all())
    assert (secret in stored, one_time_codes.unseal(stored)) == (False, secret)
    digests = [bytes(row.digest) for row in RecoveryCode.objects.all()]
    assert one_time_codes.recovery_digest(codes[0]) in digests
    assert codes[0].encode() not in b"".join(digests)


def test_a_new_secret_key_keeps_it_while_the_old_one_is_known(clock, settings):
    person = PersonFactory()
    secret, _codes = set_up(person)
    clock.shift(timedelta(minutes=1))
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another key, long enough to be one of production's"
    with pytest.raises(WrongOneTimeCode):
        second_factors.check(person, code_of(secret))
    settings.SECRET_KEY_FALLBACKS = [old]
    assert second_factors.check(person, code_of(secret))


def test_removing_it_needs_a_code(clock):
    person = PersonFactory()
    _secret, codes = set_up(person)
    with pytest.raises(WrongOneTimeCode):
        second_factors.remove(person, "000000", by=actors.person(person))
    second_factors.remove(person, codes[0], by=actors.person(person))
    assert (second_factors.of(person), RecoveryCode.objects.count(), acts()[-1]) == (None, 0, "second_factor.removed")
    assert sorted(letters()) == ["recovery_code_used", "second_factor_removed", "second_factor_set_up"]


def test_an_administrator_resets_it_and_the_person_is_signed_out_and_told(clock):
    person, administrator = PersonFactory(), PersonFactory(is_staff=True)
    set_up(person)
    signed_in(person)
    for _ in range(2):
        standing.reset_second_factor(person.pk, by=actors.person(administrator))
    assert (second_factors.of(person), session_of(person).end_reason) == (None, "factor_reset")
    entry = AuditEntry.objects.get(act="second_factor.reset")
    assert (entry.actor, entry.subject_id, letters()[-1]) == (administrator, str(person.pk), "second_factor_reset")
    assert letters().count("second_factor_reset") == 1


def test_nobody_resets_their_own():
    administrator = PersonFactory(is_staff=True)
    with pytest.raises(standing.OwnSecondFactor):
        standing.reset_second_factor(administrator.pk, by=actors.person(administrator))


def test_the_operator_resets_the_last_administrators(clock, capsys):
    person = PersonFactory(email="amt@example.org")
    set_up(person)
    call_command("reset_second_factor", "Amt@example.org")
    assert (second_factors.of(person), AuditEntry.objects.last().actor_kind) == (None, "system")
