"""A real SMTP receiver that says no where a test tells it to."""

from contextlib import contextmanager
from email import message_from_bytes, policy

from aiosmtpd.controller import Controller

from tests.stories.running import free_port

__all__ = ["Receiver", "free_port", "listening"]


class Receiver:
    """`at_rcpt`, `at_data`: address → what it is answered, once for each in a list. `to` tells who got a mail."""

    def __init__(self):
        self.controller = Controller(self, hostname="127.0.0.1", port=free_port())
        self.begin_anew()

    def begin_anew(self):
        self.at_mail, self.at_rcpt, self.at_data, self.mails, self.connections = "250 OK", {}, {}, [], set()

    @property
    def to(self):
        return sorted(mail["To"] for mail in self.mails)

    async def handle_MAIL(self, server, session, envelope, address, options):  # noqa: N802 - aiosmtpd's name
        self.connections.add(session.peer)
        if self.at_mail.startswith("250"):
            envelope.mail_from = address
        return self.at_mail

    async def handle_RCPT(self, server, session, envelope, address, options):  # noqa: N802
        answer = self.answer(self.at_rcpt, address)
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server, session, envelope):  # noqa: N802
        mail = message_from_bytes(envelope.original_content, policy=policy.default)
        answer = self.answer(self.at_data, mail["To"])
        if answer == "lost":  # taken, and gone before its answer
            self.mails.append(mail)
            server.transport.abort()
        elif answer.startswith("250"):
            self.mails.append(mail)
        return answer

    def answer(self, table, address):
        said = table.get(address, "250 OK")
        if isinstance(said, list):
            return said.pop(0) if said else "250 OK"
        return said


@contextmanager
def listening():
    receiver = Receiver()
    receiver.controller.start()
    try:
        yield receiver
    finally:
        receiver.controller.stop()
