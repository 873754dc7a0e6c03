"""Talking to the mail server (IMAP, RFC 9051); the only file that knows the library."""

import contextlib
import ssl
from collections.abc import Iterator

import imapclient
from imapclient.exceptions import IMAPClientError

from core.inbox.account import Account

SECONDS = 20
# Of a longer mail only the beginning is fetched: keyword and words stand there, pictures behind.
MOST_BYTES = 200_000
MOST_AT_ONCE = 50


class MailboxFault(Exception):  # noqa: N818 - told to the log and tried again
    """The mail server does not answer, or refuses; the next round tries again."""


class Mailbox:
    """An open folder of the account."""

    def __init__(self, client: imapclient.IMAPClient, account: Account) -> None:
        self._client, self._account = client, account

    def waiting(self) -> list[int]:
        """The numbers (UID) of the oldest mails, as many as one round takes."""
        return sorted(self._client.search(["UNDELETED"]))[:MOST_AT_ONCE]

    def beginning(self, uid: int) -> bytes:
        """The first bytes of a mail; nothing where somebody has moved it meanwhile. Leaves it unread."""
        part = f"BODY.PEEK[]<0.{MOST_BYTES}>"
        found = self._client.fetch([uid], [part]).get(uid, {})
        content = found.get(b"BODY[]<0>", b"")
        return content if isinstance(content, bytes) else b""

    def put_away(self, uid: int) -> None:
        """Move a mail to the folder of what is done; never deletes. Repeating it does no harm."""
        self._move(uid, self._account.done_folder)

    def put_aside(self, uid: int) -> None:
        """Move a mail nothing could be done with to a folder of its own: it stands in nobody's way there."""
        self._move(uid, self._account.failed_folder)

    def _move(self, uid: int, folder: str) -> None:
        if not self._client.folder_exists(folder):
            self._client.create_folder(folder)
        if self._client.has_capability("MOVE"):
            self._client.move([uid], folder)
        else:
            self._client.copy([uid], folder)
            self._client.delete_messages([uid])
            self._client.expunge([uid])


@contextlib.contextmanager
def opened(account: Account) -> Iterator[Mailbox]:
    """Sign in and open the folder for the length of the block. Raises MailboxFault."""
    try:
        client = imapclient.IMAPClient(account.host, account.port, ssl=account.scheme == "imaps", timeout=SECONDS)
        try:
            if account.scheme == "imap+tls":
                client.starttls(ssl.create_default_context())
            client.login(account.user, account.password)
            client.select_folder(account.folder)
            yield Mailbox(client, account)
        finally:
            with contextlib.suppress(OSError, IMAPClientError):
                client.logout()
    except (OSError, IMAPClientError) as fault:
        # The words of a server may hold the user's name; its kind is enough for the log.
        raise MailboxFault(type(fault).__name__) from fault
