"""Putting a letter into the outbox."""

import uuid

from core import jobs
from core.mail import letters
from core.mail.models import OutgoingMail


def queue(letter: str, *, language: str, **ids: uuid.UUID) -> OutgoingMail:
    """Have the letter written and sent once the caller's transaction commits; call it inside that transaction."""
    letters.expect(letter)  # a letter nobody writes is a mistake of ours: better here than in the worker
    mail = OutgoingMail.objects.create(
        letter=letter, language=language, ids={name: str(value) for name, value in ids.items()}
    )
    jobs.defer("mail.deliver", mail_id=str(mail.pk))
    return mail


def returned(mail_id: uuid.UUID, status: str) -> bool:
    """A letter that was taken came back later. False where it is no letter, or its fate is another one."""
    sent = OutgoingMail.objects.filter(pk=mail_id, status=OutgoingMail.Status.SENT)
    return bool(sent.update(status=OutgoingMail.Status.FAILED, failure=f"returned: {status}"))
