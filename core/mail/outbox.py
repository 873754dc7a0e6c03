"""Putting letters into the outbox, and what is heard of them later."""

import uuid
from collections.abc import Iterable, Mapping

from core import jobs
from core.mail import letters
from core.mail.models import OutgoingMail


def queue(letter: str, *, language: str, **ids: uuid.UUID) -> OutgoingMail:
    """Have the letter written and sent once the caller's transaction commits; call it inside that transaction."""
    (mail,) = queue_each(letter, [(language, ids)])
    return mail


def queue_each(letter: str, each: Iterable[tuple[str, Mapping[str, uuid.UUID]]]) -> list[OutgoingMail]:
    """The same for several, each with its language and ids; two statements, however many they are."""
    letters.expect(letter)  # a letter nobody writes is a mistake of ours: better here than in the worker
    mails = OutgoingMail.objects.bulk_create(
        [
            OutgoingMail(letter=letter, language=language, ids={name: str(value) for name, value in ids.items()})
            for language, ids in each
        ]
    )
    jobs.defer_each("mail.deliver", [{"mail_id": str(mail.pk)} for mail in mails])
    return mails


def returned(mail_id: uuid.UUID, status: str) -> bool:
    """A letter that was taken came back later. False where it is no letter, or its fate is another one."""
    sent = OutgoingMail.objects.filter(pk=mail_id, status=OutgoingMail.Status.SENT)
    return bool(sent.update(status=OutgoingMail.Status.FAILED, failure=f"returned: {status}"))
