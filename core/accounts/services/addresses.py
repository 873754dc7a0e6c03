"""Moving an account to another e-mail address: asked for with the password, done by the link in the new mailbox."""

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import actors, tokens
from core.accounts.models import (
    EmailChange,
    EmailChangeToken,
    EndReason,
    PasswordToken,
    PendingSignUp,
    Person,
    Session,
)
from core.accounts.models.person import normalize_email
from core.accounts.services import passwords, sessions
from core.actors import Actor
from core.audit.record import record
from core.errors import FieldError, Invalid, Unauthenticated
from core.mail import outbox
from core.privacy import rights


def request_change(person: Person, *, email: str, password: str, session: Session, by: Actor) -> None:
    """Have a link mailed to the new address; nothing changes before it is used.

    Alike whether or not another account has that address: which letter it gets is decided when it is written. The wish
    ends with a new password, and with the session unless the person signs out. Raises Invalid (wrong password, the
    address one has), Unauthenticated.
    """
    email = normalize_email(email)
    passwords.confirm(person, password, pointer="/password")
    if email == person.email:
        sentence = _("This is the address your account has already. Please enter the new one.")
        raise Invalid([FieldError("/email", "unchanged", sentence)])
    with transaction.atomic():
        # Hashing took its time: the session may have ended, and the account may be gone.
        if sessions.locked(person.pk, session.pk) is None:
            raise Unauthenticated
        change = EmailChange.objects.create(person=person, session=session, old_email=person.email, new_email=email)
        record("account.email_change_requested", person, by=by)
        outbox.queue("email_change_confirm", language=person.language, email_change_id=change.pk)


def pending_change(token: str) -> EmailChange:
    """The change that a mail's link would carry out. Raises LinkExpired, also where the address is taken by now."""
    row = tokens.find(EmailChangeToken, token, purpose=EmailChangeToken.CONFIRM)
    waiting = EmailChange.objects.filter(confirmed_at__isnull=True, person__is_active=True)
    change = waiting.select_related("person").filter(pk=row.email_change_id).first()
    if change is None or change.person.email != change.old_email or is_taken(change.new_email):
        raise tokens.LinkExpired
    return change


def is_taken(email: str) -> bool:
    return Person.objects.filter(email=email).exists()


def confirm_change(token: str) -> Person:
    """Move the account to the new, now proven address, and all that is the person's with it. Works once.

    Links in the old mailbox end, and all sessions but the one that asked; the old address is told. Raises LinkExpired.
    """
    found = pending_change(token)
    with transaction.atomic():
        # First the sign-ups, then the account: the order of who confirms a sign-up of this very address.
        rivals = PendingSignUp.objects.select_for_update().filter(email=found.new_email).order_by("pk")
        list(rivals.values_list("pk"))
        person = Person.objects.select_for_update(no_key=True).filter(pk=found.person_id).first()
        if person is None:
            raise tokens.LinkExpired
        change = pending_change(token)  # anything may have happened before the lock
        _move(person, change)
        rivals.delete()
        record("account.email_changed", person, by=actors.person(person))
        outbox.queue("email_changed", language=person.language, person_id=person.pk, email_change_id=change.pk)
        rights.readdress(person, change.old_email)
        rights.adopt(person)
    return person


def _move(person: Person, change: EmailChange) -> None:
    now = timezone.now()
    person.email, person.email_verified_at = change.new_email, now
    try:
        with transaction.atomic():
            person.save(update_fields=["email", "email_verified_at"])
    except IntegrityError as taken:
        raise tokens.LinkExpired from taken
    change.confirmed_at = now
    change.save(update_fields=["confirmed_at"])
    EmailChangeToken.objects.filter(email_change__person=person).delete()
    PasswordToken.objects.filter(person=person).delete()
    sessions.end_all(person, EndReason.EMAIL_CHANGED, by=actors.person(person), but=change.session)
