"""Mail into files: without EMAIL_URL each letter lands as an .eml file in the data folder."""

import re
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend


class EmailBackend(BaseEmailBackend):
    """Writes each message beside its place and renames it into it, so that a reader never sees half of one."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        folder = Path(settings.MAIL_DIR)
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for message in email_messages:
            mime = message.message()
            name = re.sub(r"[^0-9A-Za-z-]", "", str(mime["Message-ID"]).partition("@")[0])
            draft = folder / f".{name}.part"
            draft.write_bytes(mime.as_bytes(linesep="\r\n"))  # type: ignore[call-arg]  # Django's, not the standard library's
            draft.rename(folder / f"{name}.eml")
        return len(email_messages)
