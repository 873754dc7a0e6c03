"""Signing up, changing what one is called, deleting one's account."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TypedDict

from django.contrib.auth.hashers import make_password
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core import actors, names, tokens
from core.accounts.models import PendingSignUp, Person, SignUpToken
from core.accounts.models.person import normalize_email
from core.accounts.services import passwords, sessions
from core.accounts.services.sessions import SignedIn
from core.actors import GUEST, Actor
from core.audit.record import record
from core.consents import sign_ups as consents
from core.errors import FieldError, Invalid, Unauthenticated
from core.mail import outbox
from core.municipalities.models import Municipality
from core.privacy import rights


class Changes(TypedDict, total=False):
    """What people may change of their account; what is left out stays."""

    display_name: str
    municipality: str | None
    language: str


def register(
    *,
    email: str,
    password: str,
    display_name: str,
    municipality: str | None,
    is_16_or_older: bool,
    language: str,
    by: Actor = GUEST,
) -> None:
    """Ask for an account; the mail's link makes it. `municipality` is a slug.

    Alike in answer and work whether or not the address is known: which letter its owner gets is decided when it is
    written. Below 16 parents would have to consent (GDPR Art. 8), so nobody younger can have one. Raises Invalid.
    """
    email = normalize_email(email)
    if not is_16_or_older:
        sentence = _(
            "Accounts are for people of 16 years and older. Without one you can use everything that is public."
        )
        raise Invalid([FieldError("/is_16_or_older", "too_young", sentence)])
    home = _municipality(municipality)
    names.check(display_name, pointer="/display_name")
    passwords.check(password, email=email, display_name=display_name)
    hashed = make_password(password)
    with transaction.atomic():
        sign_up = PendingSignUp.objects.create(
            email=email, password=hashed, display_name=display_name, municipality=home, language=language
        )
        record("account.requested", sign_up, by=by, is_16_or_older=True)
        outbox.queue("sign_up_verify", language=language, sign_up_id=sign_up.pk)


def pending(token: str) -> PendingSignUp:
    """The sign-up that a mail's link would make an account of. Raises LinkExpired."""
    row = tokens.find(SignUpToken, token, purpose=SignUpToken.VERIFY)
    sign_up = PendingSignUp.objects.filter(pk=row.sign_up_id).first()
    if sign_up is None or Person.objects.filter(email=sign_up.email).exists():
        raise tokens.LinkExpired
    return sign_up


def verify_email(token: str) -> Person:
    """Make the account of a sign-up whose mailbox is proven, and adopt the guest's rows of its address.

    Works once. Raises LinkExpired, also where another sign-up of the same address was quicker.
    """
    found = pending(token)
    with transaction.atomic():
        rivals = PendingSignUp.objects.select_for_update().filter(email=found.email).order_by("pk")
        sign_up = next((one for one in rivals if one.pk == found.pk), None)
        if sign_up is None:
            raise tokens.LinkExpired
        person = _create(sign_up)
        consents.note(person, sign_up)
        PendingSignUp.objects.filter(email=found.email).delete()
        record("account.created", person, by=actors.person(person))
        rights.adopt(person)
    return person


def verify_email_and_sign_in(token: str, *, device_name: str = "") -> SignedIn:
    """The same, for who did it in the app. Raises LinkExpired, Invalid (an address as device name)."""
    names.check(device_name, pointer="/device_name")
    with transaction.atomic():
        return sessions.start(verify_email(token), device_name=device_name)


def change(person: Person, changes: Changes, *, by: Actor) -> Person:
    """Change the account's own fields. Raises Invalid (unknown municipality), Unauthenticated (it is gone)."""
    names.check(changes.get("display_name", ""), pointer="/display_name")
    with transaction.atomic():
        locked = Person.objects.select_for_update(no_key=True).filter(pk=person.pk).first()
        if locked is None:
            raise Unauthenticated
        locked.display_name = changes.get("display_name", locked.display_name)
        locked.language = changes.get("language", locked.language)
        if "municipality" in changes:
            locked.municipality = _municipality(changes["municipality"])
        locked.save(update_fields=["display_name", "language", "municipality"])
        record("account.changed", locked, by=by, fields=sorted(changes))
    return locked


@contextmanager
def held(person: Person) -> Iterator[None]:
    """A transaction in which the account cannot be erased: for whoever writes a row that belongs to a person.

    Erasing takes the same lock. Raises Unauthenticated where the account is gone.
    """
    with transaction.atomic():
        if not Person.objects.select_for_update(no_key=True).filter(pk=person.pk).exists():
            raise Unauthenticated
        yield


@contextmanager
def owner_of(email: str) -> Iterator[Person | None]:
    """A transaction with the active account, if any, that has proved this address; it cannot be erased meanwhile."""
    with transaction.atomic():
        people = Person.objects.filter(email=email, email_verified_at__isnull=False, is_active=True)
        yield people.select_for_update(no_key=True).first()


def delete(person: Person, *, password: str, keep_contributions: bool, by: Actor) -> None:
    """Erase the account with all personal data at its owner's word. Raises Invalid (wrong password)."""
    passwords.confirm(person, password, pointer="/password")
    rights.erase(person, keep_contributions=keep_contributions, by=by)


def _create(sign_up: PendingSignUp) -> Person:
    try:
        with transaction.atomic():
            return Person.objects.create(
                email=sign_up.email,
                email_verified_at=timezone.now(),
                password=sign_up.password,
                display_name=sign_up.display_name,
                municipality=sign_up.municipality,
                language=sign_up.language,
            )
    except IntegrityError as taken:
        raise tokens.LinkExpired from taken


def _municipality(slug: str | None) -> Municipality | None:
    if slug is None:
        return None
    municipality = Municipality.objects.filter(slug=slug).first()
    if municipality is None:
        sentence = _("There is no such municipality. The list of municipalities names them all.")
        raise Invalid([FieldError("/municipality", "unknown", sentence)])
    return municipality
