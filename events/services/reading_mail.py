"""One look into the mailbox: each mail is taken in, then put away."""

import structlog
from django.conf import settings
from django.db import InterfaceError, OperationalError

from core.alone import alone
from core.inbox import mailbox, returns
from core.inbox.mailbox import Mailbox, MailboxFault
from events.services import by_mail

log = structlog.get_logger("mailbox")
READING = 0x6D61696C626F78  # the advisory lock's number: “mailbox”


def read() -> int:
    """Take in what waits; returns how many mails. A server that does not answer is asked again the next time."""
    try:
        return read_or_fail()
    except MailboxFault as fault:
        log.warning("mailbox_unreachable", reason=str(fault))
        return 0


def read_or_fail() -> int:
    """Take in what waits; none where there is no mailbox, or another process reads it. Raises MailboxFault.

    A mail is taken in before it is moved: killed in between, the next round knows it and only moves it.
    """
    if settings.MAILBOX is None:
        return 0
    with alone(READING) as is_alone:
        if not is_alone:
            return 0
        with mailbox.opened(settings.MAILBOX) as opened:
            return sum(_take_in(opened, uid) for uid in opened.waiting())


def _take_in(opened: Mailbox, uid: int) -> int:
    content = opened.beginning(uid)
    if not content:
        return 0
    try:
        by_mail.take_in(content)
        returns.tell(content)
    except (OperationalError, InterfaceError):  # not the mail's fault
        raise
    except Exception:  # a fault of ours: this mail waits for its mending, the others do not
        log.exception("mail_not_taken_in", uid=uid)
        opened.put_aside(uid)
        return 0
    opened.put_away(uid)
    return 1
