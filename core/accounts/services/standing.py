"""Letting an account rest, and waking it again: acts of an administrator."""

import uuid

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.accounts import roles
from core.accounts.models import Person
from core.accounts.models.session import EndReason
from core.accounts.services import second_factors, sessions
from core.actors import Actor
from core.audit.record import record
from core.errors import Conflict, Missing
from core.mail import outbox


class OwnAccount(Conflict):
    code = "own_account"
    title = _("Your own account")
    advice = _("You cannot deactivate your own account. Please ask another administrator.")


class OwnSecondFactor(Conflict):
    code = "own_second_factor"
    title = _("Your own second factor")
    advice = _("You cannot reset your own second factor here. Please use “Second factor” in your own menu.")


def deactivate(person_id: uuid.UUID, *, by: Actor) -> Person:
    """End all sign-ins and let no new one happen. Repeating it changes nothing.

    Raises Missing, OwnAccount, NotEntrusted (who acts was deactivated a moment ago: two who do it to each other at the
    same moment would leave nobody).
    """
    if by.person_id == person_id:
        raise OwnAccount
    return _set_active(person_id, is_active=False, by=by)


def reactivate(person_id: uuid.UUID, *, by: Actor) -> Person:
    """Let the person sign in again. Repeating it changes nothing. Raises Missing, NotEntrusted."""
    return _set_active(person_id, is_active=True, by=by)


def reset_second_factor(person_id: uuid.UUID, *, by: Actor) -> None:
    """Take the second factor from who has lost it; signs them out everywhere and tells them. Raises Missing,
    OwnSecondFactor.

    The next sign-in in the administration sets up a new one. Repeating it changes nothing.
    """
    if by.person_id == person_id:
        raise OwnSecondFactor
    with transaction.atomic():
        person = Person.objects.select_for_update(no_key=True).filter(pk=person_id).first()
        if person is None:
            raise Missing
        factor = second_factors.of(person)
        if factor is None:
            return
        record("second_factor.reset", person, by=by)
        factor.delete()
        sessions.end_all(person, EndReason.FACTOR_RESET, by=by)
        outbox.queue("second_factor_reset", language=person.language, person_id=person.pk)


def _set_active(person_id: uuid.UUID, *, is_active: bool, by: Actor) -> Person:
    with transaction.atomic():
        both = Person.objects.select_for_update(no_key=True).filter(pk__in=[person_id, by.person_id]).order_by("pk")
        people = {one.pk: one for one in both}
        person = people.get(person_id)
        if person is None:
            raise Missing
        if by.person_id and (by.person_id not in people or not people[by.person_id].is_active):
            raise roles.NotEntrusted
        if person.is_active == is_active:
            return person
        person.is_active = is_active
        person.save(update_fields=["is_active"])
        if not is_active:
            sessions.end_all(person, EndReason.DEACTIVATED, by=by)
        act = "reactivated" if is_active else "deactivated"
        record(f"account.{act}", person, by=by)
        outbox.queue(f"account_{act}", language=person.language, person_id=person.pk)
    return person
