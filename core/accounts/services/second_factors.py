"""The second factor: set up, asked for, renewed, taken away."""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.accounts import one_time_codes
from core.accounts.models import Person, RecoveryCode, SecondFactor
from core.actors import Actor
from core.audit.record import record
from core.errors import Conflict, Forbidden, Unauthenticated
from core.limits import meters
from core.limits.askers import Asker
from core.limits.policies import SECOND_FACTOR
from core.mail import outbox


class SecondFactorRequired(Unauthenticated):
    code = "second_factor_required"
    title = _("A one-time code is needed")
    advice = _("Please also enter the one-time code of your authenticator app, or a recovery code, as “otp”.")


class WrongOneTimeCode(Unauthenticated):
    code = "wrong_one_time_code"
    title = _("The one-time code does not fit")
    advice = _("Please enter the code your app shows now; each works once. If you lost the app, use a recovery code.")


class SecondFactorMissing(Forbidden):
    code = "second_factor_missing"
    title = _("A second factor is needed")
    advice = _("Your account may use the administration. Please sign in there first and set up your second factor.")


class SecondFactorExists(Conflict):
    code = "second_factor_exists"
    title = _("The second factor is set up already")
    advice = _("Please remove the present one first.")


def of(person: Person) -> SecondFactor | None:
    """The person's confirmed second factor."""
    return SecondFactor.objects.filter(person=person, confirmed_at__isnull=False).first()


def is_required_of(person: Person) -> bool:
    """In production nobody works in the administration without one; the demonstration lets its administrator in."""
    return bool(settings.SECOND_FACTOR_REQUIRED and person.is_staff)


def begin(person: Person) -> bytes:
    """A new secret for the person's app; it counts once `confirm` has seen a code. Raises SecondFactorExists."""
    secret = one_time_codes.new_secret()
    with transaction.atomic():
        locked = Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        if of(locked) is not None:
            raise SecondFactorExists
        SecondFactor.objects.update_or_create(
            person=locked, defaults={"sealed_secret": one_time_codes.seal(secret), "created_at": timezone.now()}
        )
    return secret


def waiting_secret(person: Person) -> bytes | None:
    """The secret that waits for its first code."""
    waiting = SecondFactor.objects.filter(person=person, confirmed_at__isnull=True).first()
    return one_time_codes.unseal(bytes(waiting.sealed_secret)) if waiting else None


def confirm(person: Person, code: str, *, by: Actor) -> Sequence[str]:
    """Make the waiting secret count by its first code; returns the recovery codes, which are told only now.

    Raises WrongOneTimeCode, TooMany.
    """
    _count(person)
    now = timezone.now()
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().filter(person=person, confirmed_at__isnull=True).first()
        step = _step(factor, code, now=now) if factor else None
        if factor is None or step is None:
            raise WrongOneTimeCode
        factor.confirmed_at, factor.last_step = now, step
        factor.save(update_fields=["confirmed_at", "last_step"])
        record("second_factor.set_up", factor, by=by)
        outbox.queue("second_factor_set_up", language=person.language, person_id=person.pk)
        return _new_codes(factor)


def demand(person: Person, code: str, *, device_id: str | None) -> None:
    """At a sign-in over the API, after the password: the code of who has a second factor.

    Raises SecondFactorRequired, WrongOneTimeCode, SecondFactorMissing, TooMany.
    """
    if of(person) is None:
        if is_required_of(person):
            raise SecondFactorMissing
        return
    if not code:
        raise SecondFactorRequired
    check(person, code, device_id=device_id)


def check(person: Person, code: str, *, device_id: str | None = None) -> SecondFactor:
    """Take a code of the app, or a recovery code; each works once. Raises WrongOneTimeCode, TooMany.

    Must not run in a transaction that a refusal takes back: the attempt would not count.
    """
    _count(person, device_id)
    now = timezone.now()
    with transaction.atomic():
        factor = SecondFactor.objects.select_for_update().filter(person=person, confirmed_at__isnull=False).first()
        if factor is None:
            raise WrongOneTimeCode
        step = _step(factor, code, now=now)
        if step is not None:
            factor.last_step = step
            factor.save(update_fields=["last_step"])
        elif not _use_recovery_code(factor, code):
            raise WrongOneTimeCode
    return factor


def renew_recovery_codes(person: Person, code: str, *, by: Actor) -> Sequence[str]:
    """Replace all recovery codes, by a code of the app. Raises WrongOneTimeCode, TooMany."""
    factor = check(person, code)
    with transaction.atomic():
        record("second_factor.codes_renewed", factor, by=by)
        outbox.queue("recovery_codes_renewed", language=person.language, person_id=person.pk)
        return _new_codes(factor)


def remove(person: Person, code: str, *, by: Actor) -> None:
    """Take it away by one of its codes, to set up another. Raises WrongOneTimeCode, TooMany."""
    factor = check(person, code)
    with transaction.atomic():
        record("second_factor.removed", factor, by=by)
        outbox.queue("second_factor_removed", language=person.language, person_id=person.pk)
        factor.delete()


def _step(factor: SecondFactor, code: str, *, now: datetime) -> int | None:
    secret = one_time_codes.unseal(bytes(factor.sealed_secret))
    return one_time_codes.step_of(secret, code, now=now, after=factor.last_step) if secret else None


def _use_recovery_code(factor: SecondFactor, code: str) -> bool:
    used, _rows = factor.recovery_codes.filter(digest=one_time_codes.recovery_digest(code)).delete()
    if used:
        person = factor.person
        record("second_factor.recovery_code_used", factor, by=Actor("person", person.pk))
        outbox.queue("recovery_code_used", language=person.language, person_id=person.pk)
    return bool(used)


def _new_codes(factor: SecondFactor) -> Sequence[str]:
    codes = one_time_codes.new_recovery_codes()
    factor.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create(
        RecoveryCode(digest=one_time_codes.recovery_digest(code), second_factor=factor) for code in codes
    )
    return codes


def _count(person: Person, device_id: str | None = None) -> None:
    meters.count(SECOND_FACTOR, Asker(network="", account=str(person.pk), device=device_id or ""))
