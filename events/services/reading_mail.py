"""One look into the mailbox: each mail is taken in, then put away."""

import structlog
from django.conf import settings
from django.db import connection

from core.inbox import mailbox
from core.inbox.mailbox import Mailbox, MailboxFault
from events.services import by_mail

log = structlog.get_logger("mailbox")
READING = 0x6D61696C626F78  # the advisory lock's number: “mailbox”


def read() -> int:
    """Take in what waits; returns how many mails. Nothing where there is no mailbox, or another process reads it.

    A mail is taken in before it is moved: killed in between, the next round knows it and only moves it.
    """
    if settings.MAILBOX is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [READING])
        if not cursor.fetchone()[0]:
            return 0
        try:
            with mailbox.opened(settings.MAILBOX) as opened:
                return sum(_take_in(opened, uid) for uid in opened.waiting())
        except MailboxFault as fault:
            log.warning("mailbox_unreachable", reason=str(fault))
            return 0
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [READING])


def _take_in(opened: Mailbox, uid: int) -> int:
    if content := opened.beginning(uid):
        by_mail.take_in(content)
        opened.put_away(uid)
    return bool(content)
