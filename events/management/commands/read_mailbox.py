"""Look into the mailbox now, and say whether it can be reached: to try out IMAP_URL."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from core.inbox.mailbox import MailboxFault
from events.services import reading_mail


class Command(BaseCommand):
    help = "Read the mailbox of IMAP_URL once; the worker does so each minute."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if settings.MAILBOX is None:
            raise CommandError("No mailbox is set: see IMAP_URL in docs/operating.md.")
        try:
            count = reading_mail.read_or_fail()
        except MailboxFault as fault:
            raise CommandError(
                f"The mailbox cannot be read ({fault}): look at IMAP_URL, the password and the server."
            ) from fault
        print(f"{count} mails were taken in.")
