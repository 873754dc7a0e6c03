"""A real SMTP receiver that keeps what it is sent, so that a story can read its mail."""

import re
import threading
import time
from email import message_from_bytes, policy
from email.message import EmailMessage
from urllib.parse import parse_qs, urlsplit

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from tests.stories.running import free_port


class Mailbox:
    """Receives on a free port of this machine between `start` and `stop`."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.arrived = threading.Condition()
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802 - aiosmtpd's name
        mail = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        with self.arrived:
            self.mails.append(mail)
            self.arrived.notify_all()
        return "250 OK"

    def start(self) -> None:
        self.controller.start()

    def stop(self) -> None:
        self.controller.stop()

    @property
    def url(self) -> str:
        return f"smtp://localhost:{self.controller.port}"

    def next_to(self, address: str, *, within: float = 30) -> EmailMessage:
        """Take the oldest mail to the address, or wait for it, at most `within` seconds."""
        deadline = time.monotonic() + within
        with self.arrived:
            while True:
                for mail in self.mails:
                    if mail["To"] == address:
                        self.mails.remove(mail)
                        return mail
                if not self.arrived.wait(deadline - time.monotonic()):
                    raise AssertionError(f"No mail to {address} within {within} seconds.")


def text_of(mail: EmailMessage) -> str:
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def links_of(mail: EmailMessage) -> dict[str, str]:
    """Path → token of every link of ours that stands alone on its line in the text part."""
    lines = re.findall(r"^https?://\S+$", text_of(mail), re.MULTILINE)
    parts = [urlsplit(line) for line in lines]
    return {part.path: parse_qs(part.query)["token"][0] for part in parts if "token" in part.query}
