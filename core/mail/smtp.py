"""Mail by SMTP: Django's way, but one can tell where a connection was lost."""

import contextlib
import smtplib
from typing import Any

from django.core.mail.backends import smtp

# Seconds for the answer to a whole mail: many servers look for viruses and spam first (RFC 5321 4.5.3.2.6).
PATIENCE = 60


class AnswerLostError(smtplib.SMTPServerDisconnected):
    """The connection broke while the server was given a mail: whether it took it, nobody knows."""


class _Telling(smtplib.SMTP):
    def data(self, msg: Any) -> tuple[int, bytes]:
        """Hand over the mail itself. Raises AnswerLostError; SMTPDataError where the server says no beforehand."""
        patience = self.sock.gettimeout() if self.sock else None
        if self.sock and patience is not None:
            self.sock.settimeout(max(patience, PATIENCE))
        try:
            answer = super().data(msg)
        except smtplib.SMTPResponseException:
            raise
        except OSError as fault:
            self.close()
            raise AnswerLostError(str(fault)) from fault
        if self.sock:
            self.sock.settimeout(patience)
        return answer


class _TellingEncrypted(_Telling, smtplib.SMTP_SSL):
    pass


class EmailBackend(smtp.EmailBackend):
    """As EMAIL_URL says."""

    def open(self) -> bool | None:
        """As Django's. A server that can't do what EMAIL_URL asks is no address that can't be written.

        Raises OSError.
        """
        try:
            return super().open()
        except OSError as fault:  # smtplib's are, too
            with contextlib.suppress(OSError):
                self.close()  # what had been opened half
            if isinstance(fault, smtplib.SMTPNotSupportedError):
                raise smtplib.SMTPException(str(fault)) from fault
            raise

    @property
    def connection_class(self) -> type[smtplib.SMTP]:
        return _TellingEncrypted if self.use_ssl else _Telling
