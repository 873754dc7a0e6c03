"""Setting passwords: which ones are good enough, by mail where the old one is forgotten, by the old one else."""

import uuid

from django.contrib.auth.hashers import make_password
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core import actors, tokens
from core.accounts.models import EndReason, PasswordToken, Person, Session
from core.accounts.models.person import normalize_email
from core.accounts.services import sessions
from core.actors import Actor
from core.audit.record import record
from core.errors import FieldError, Invalid
from core.mail import outbox
from core.privacy import rights

ADVICE = {
    "password_too_short": gettext_lazy(
        "This password is too short. Please use at least 10 characters, for example a short sentence."
    ),
    "password_too_common": gettext_lazy(
        "This password is one of the most used and quickly guessed. Please choose another, for example three or four "
        "words that do not belong together."
    ),
    "password_too_similar": gettext_lazy(
        "This password is too much like your name or address. Please choose one that nobody guesses who knows you."
    ),
}


def check(password: str, *, email: str, display_name: str) -> None:
    """Raises Invalid where the password is short, among the most used ones, or like the person's name or address."""
    try:
        validate_password(password, Person(email=email, display_name=display_name))
    except ValidationError as found:
        errors = [
            FieldError("/password", error.code or "invalid", ADVICE.get(error.code or "", error.messages[0]))
            for error in found.error_list
        ]
        raise Invalid(errors) from found


def confirm(person: Person, password: str, *, pointer: str) -> None:
    """Make sure that it is the person who acts. Raises Invalid at `pointer`."""
    if not person.check_password(password):
        sentence = _("This is not your present password. Please check it, or set a new one by e-mail.")
        raise Invalid([FieldError(pointer, "wrong_password", sentence)])


def request_reset(email: str) -> None:
    """Have a link for a new password mailed, if there is such an account.

    If not, a letter to nobody is queued, which the worker drops: so both ways take the same time.
    """
    person = Person.objects.filter(email=normalize_email(email)).first()
    with transaction.atomic():
        language, person_id = (person.language, person.pk) if person else ("de", uuid.uuid4())
        outbox.queue("password_reset", language=language, person_id=person_id)


def of_reset_link(token: str) -> Person:
    """Whose password a mail's link would set. Raises LinkExpired."""
    row = tokens.find(PasswordToken, token, purpose=PasswordToken.RESET)
    person = Person.objects.filter(pk=row.person_id, is_active=True).first()
    if person is None:
        raise tokens.LinkExpired
    return person


def reset(token: str, *, password: str) -> None:
    """Set a new password by the link of the mail, which also proves the mailbox; ends all sessions. Works once.

    Raises LinkExpired, Invalid.
    """
    owner = of_reset_link(token)
    check(password, email=owner.email, display_name=owner.display_name)
    hashed = make_password(password)
    with transaction.atomic():
        person = Person.objects.select_for_update(no_key=True).filter(pk=owner.pk).first()
        if person is None or of_reset_link(token) != person:  # used in the meantime
            raise tokens.LinkExpired
        proven_now = person.email_verified_at is None
        person.email_verified_at = person.email_verified_at or timezone.now()
        _set(person, hashed, act="password.reset", by=actors.person(person))
        if proven_now:
            rights.adopt(person)


def change(person: Person, *, current_password: str, password: str, session: Session | None, by: Actor) -> None:
    """Set a new password by the present one; ends all sessions but the one it is done in, if any. Raises Invalid."""
    confirm(person, current_password, pointer="/current_password")
    check(password, email=person.email, display_name=person.display_name)
    hashed = make_password(password)
    with transaction.atomic():
        locked = Person.objects.select_for_update(no_key=True).filter(pk=person.pk, password=person.password).first()
        if locked is None:  # somebody else has just set another one
            raise sessions.WrongCredentials
        _set(locked, hashed, act="password.changed", by=by, but=session)


def _set(person: Person, hashed: str, *, act: str, by: Actor, but: Session | None = None) -> None:
    person.password = hashed
    person.save(update_fields=["password", "email_verified_at"])
    PasswordToken.objects.filter(person=person).delete()
    sessions.end_all(person, EndReason.PASSWORD_CHANGED, by=by, but=but)
    record(act, person, by=by)
    outbox.queue("password_changed", language=person.language, person_id=person.pk)
