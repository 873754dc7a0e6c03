"""Sending one letter of the outbox."""

import uuid
from dataclasses import replace
from datetime import timedelta

import structlog
from django.db import transaction
from django.utils import timezone, translation

from core.mail import attempts, letters, rendering
from core.mail.attempts import Fate
from core.mail.letters import Letter
from core.mail.models import OutgoingMail
from core.municipalities.models import Region

log = structlog.get_logger("mail")

TRIED_FOR = timedelta(days=5)  # RFC 5321, 4.5.4.1: four to five days at least


def deliver(mail_id: uuid.UUID) -> None:
    """Write, render and send a queued letter; settled ones are left alone, so a repeated job does no harm.

    Raises OSError (smtplib.SMTPException is one) where the mail server asks to try again later, or refuses us and not
    the letter: a wrong password in EMAIL_URL delays letters, and loses none that is set right within `TRIED_FOR`.
    Between the server's “250 OK” and our commit a crash leaves the letter queued: it is then sent once more under the
    same Message-ID.
    """
    mail = OutgoingMail.objects.filter(pk=mail_id, status=OutgoingMail.Status.QUEUED).first()
    if mail is None:
        return
    with translation.override(mail.language), transaction.atomic():
        letter = letters.writer_of(mail.letter)(**{name: uuid.UUID(value) for name, value in mail.ids.items()})
    if letter is None:
        mail.settle(OutgoingMail.Status.OBSOLETE)
        return
    with translation.override(mail.language):
        message = rendering.message(_answerable(letter), mail_id=mail.pk)
    try:
        message.send()
    except OSError as fault:  # smtplib's are, too
        outcome = attempts.outcome_of(fault)
        if outcome.fate is not Fate.REFUSED and mail.created_at > timezone.now() - TRIED_FOR:
            log.warning("mail_delayed", mail=str(mail.pk), letter=mail.letter, failure=str(outcome))
            raise
        _fail(mail, str(outcome))
    except ValueError:  # UnicodeError is one: no mail server knows such an address, tomorrow neither
        _fail(mail, "address not valid")
    else:
        mail.settle(OutgoingMail.Status.SENT)


def _answerable(letter: Letter) -> Letter:
    """Who has no address of its own is answered by way of the region's office: nobody writes to a robot in vain."""
    office = "" if letter.reply_to else Region.objects.values_list("email", flat=True).first()
    return replace(letter, reply_to=office) if office else letter


def _fail(mail: OutgoingMail, failure: str) -> None:
    log.warning("mail_failed", mail=str(mail.pk), letter=mail.letter, failure=failure)
    mail.settle(OutgoingMail.Status.FAILED, failure)
