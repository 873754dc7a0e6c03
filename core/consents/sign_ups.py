"""What somebody declares and is told who makes an account."""

from collections.abc import Iterator

from django.utils import timezone, translation
from django.utils.translation import gettext as _

from core.accounts.models import PendingSignUp, Person
from core.consents import records
from core.consents.models import ConsentKind, ConsentText, Proof
from core.legal.models import LegalDocument


def note(person: Person, sign_up: PendingSignUp) -> None:
    """Write down the declaration of age, and the terms and the privacy notice that held when the account was asked for.

    The link of the mail has just proven the mailbox.
    """
    mail_id = records.mail_with_link("sign_up_verify", sign_up_id=sign_up.pk)
    for text in _texts(sign_up):
        records.give(
            text, email=person.email, person=person, proof=Proof.LINK, asked_at=sign_up.created_at, mail_id=mail_id
        )


def _texts(sign_up: PendingSignUp) -> Iterator[ConsentText]:
    with translation.override(sign_up.language):
        yield records.wording(ConsentKind.AGE, _("I am 16 years old or older."))
        for kind in (ConsentKind.TERMS, ConsentKind.PRIVACY):
            # What was published later that day was not what the person could read.
            read = LegalDocument.objects.filter(updated_at__lte=sign_up.created_at)
            day = timezone.localdate(sign_up.created_at)
            held = read.held_on(day, kind=kind.value, municipality=sign_up.municipality)
            if held is not None:
                yield records.wording(kind, held.shown_text, version=held.code)
