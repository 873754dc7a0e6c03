"""Handing mails to the mail server one by one, and what its answers mean (RFC 5321 4.2, RFC 3463)."""

import re
import smtplib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from django.core.mail import EmailMessage, get_connection

from core.mail.smtp import AnswerLostError

PERMANENT = 500  # RFC 5321 4.2.1: replies from here on will not change by trying again
CLOSING = 421  # the server has no time for anybody now
TOO_LARGE = 552
# RFC 4954 and 5321: replies that are about us and not about this mail.
OURS = {454, 530, 534, 535, 538}
STATUS = re.compile(r"\A([245]\.\d{1,3}\.\d{1,3})\b")
NOTED = re.compile(r"\A(?P<whose>recipient|server) refused: (?P<code>\d{3})(?: (?P<status>[\d.]+))?\Z")
# RFC 3463 3.2: there is no such mailbox, no such system, no such address; it has moved and left no other; the domain
# takes no mail (RFC 7505). Others of 5.1 are about the sender, or say nothing.
DEAD = {"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"}
# RFC 3463 3.3, 3.4, 3.7, 3.8: too long, in a form or with contents that are not wanted.
ABOUT_CONTENT = ("5.2.3", "5.3.4", "5.6.", "5.7.")


class Fate(Enum):
    """What has become of one attempt."""

    SENT = "sent"
    REFUSED = "refused"  # this mail, for good
    LATER = "later"  # this mail, at this moment
    UNREACHABLE = "unreachable"  # every mail, at this moment
    BARRED = "barred"  # every mail, until somebody has set something right: signing in, the sender
    UNKNOWN = "unknown"  # the connection broke before the answer: perhaps sent


@dataclass(frozen=True)
class Outcome:
    """An attempt's fate with the server's code and enhanced status (“5.1.1”), as far as it gave them.

    `whose` tells what was refused: `recipient`, or `server` for all else.
    """

    fate: Fate
    whose: str = "server"
    code: int = 0
    status: str = ""
    fault: str = ""

    def __str__(self) -> str:
        said = " ".join(filter(None, [str(self.code or ""), self.status]))
        return f"{self.whose} refused: {said}" if self.code else self.fault

    @classmethod
    def noted(cls, words: str) -> "Outcome | None":
        """A refusal for good from the words it was noted in; None where they tell of something else."""
        found = NOTED.match(words)
        if found is None or int(found["code"]) < PERMANENT:
            return None
        return cls(Fate.REFUSED, found["whose"], int(found["code"]), found["status"] or "")

    @property
    def is_dead_mailbox(self) -> bool:
        return self.fate is Fate.REFUSED and self.status in DEAD

    @property
    def is_about_content(self) -> bool:
        """Refused for what it says or where it comes from: no fault of its recipient's (RFC 3463 3.7, 3.8)."""
        return not self.is_dead_mailbox and (self.whose != "recipient" or self.status.startswith(ABOUT_CONTENT))


def outcome_of(fault: OSError) -> Outcome:
    """What a fault that smtplib raised while a mail was handed over means."""
    match fault:
        case AnswerLostError():
            return Outcome(Fate.UNKNOWN, fault="answer lost")
        case smtplib.SMTPRecipientsRefused():
            return _of_recipient(fault.recipients)
        case smtplib.SMTPNotSupportedError():
            # Letters in the address that this server can't write (RFC 6531).
            return Outcome(Fate.REFUSED, "recipient", fault="address not supported")
        case smtplib.SMTPResponseException():
            return _of_server(fault)
        case _:
            return Outcome(Fate.UNREACHABLE, fault=type(fault).__name__)


def _of_recipient(recipients: Mapping[str, tuple[int, bytes]]) -> Outcome:
    """We write to one at a time. The server's other words may hold the address: they go nowhere."""
    code, words = next(iter(recipients.values()))
    return _judged(code, words, "recipient", Fate.REFUSED, Fate.LATER)


def _of_server(fault: smtplib.SMTPResponseException) -> Outcome:
    """Said of the mail itself, or to whoever comes with any: at signing in, or of the sender."""
    if isinstance(fault, smtplib.SMTPDataError) or fault.smtp_code == TOO_LARGE:
        return _judged(fault.smtp_code, fault.smtp_error, "server", Fate.REFUSED, Fate.LATER)
    return _judged(fault.smtp_code, fault.smtp_error, "server", Fate.BARRED, Fate.UNREACHABLE)


def _judged(code: int, words: bytes | str, whose: str, permanent: Fate, temporary: Fate) -> Outcome:
    text = words.decode("ascii", "replace") if isinstance(words, bytes) else words
    status = STATUS.match(text.strip())
    fate = permanent if code >= PERMANENT else temporary
    if code in OURS:
        fate = Fate.BARRED if code >= PERMANENT else Fate.UNREACHABLE
    elif code == CLOSING:
        fate = temporary  # said of one recipient it is about that domain; the caller knows it
    return Outcome(fate, whose, code, status.group(1) if status else "")


class Line:
    """A connection to the mail server, kept for many mails and opened anew after some, or after trouble."""

    MOST = 100

    def __init__(self) -> None:
        self._backend = get_connection()
        self._handed_over = 0
        self._is_open = False

    def hand_over(self, message: EmailMessage) -> Outcome:
        """Send one message to its one recipient. Raises nothing that a mail server can cause."""
        was_kept = self._is_open
        outcome = self._attempt(message)
        if was_kept and (outcome.fate is Fate.UNREACHABLE or outcome.code == CLOSING):
            # It had been waiting for us too long, or had enough of us: with a new one that means nothing.
            outcome = self._attempt(message)
        return outcome

    def close(self) -> None:
        """Say goodbye; what the server answers to that means nothing any more."""
        try:
            self._backend.close()
        except OSError:
            self._backend = get_connection()
        self._is_open, self._handed_over = False, 0

    def _attempt(self, message: EmailMessage) -> Outcome:
        try:
            if not self._is_open:
                self._backend.open()
                self._is_open = True
            self._backend.send_messages([message])
        except OSError as fault:  # smtplib's are, too
            outcome = outcome_of(fault)
        except ValueError:
            outcome = Outcome(Fate.REFUSED, "recipient", fault="address not valid")
        else:
            outcome = Outcome(Fate.SENT)
        self._handed_over += 1
        is_lost = outcome.fate in {Fate.UNREACHABLE, Fate.BARRED, Fate.UNKNOWN} or outcome.code == CLOSING
        if is_lost or self._handed_over >= self.MOST:
            self.close()
        return outcome
