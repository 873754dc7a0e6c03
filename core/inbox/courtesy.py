"""Whom a machine may answer (RFC 3834): nobody that did not write as a person, and nobody all the time."""

import re

from core.inbox.parsing import Incoming

# RFC 3834 2; RFC 2919, 2369; what Outlook, vacation(1) and others say in its place.
AUTOMATIC_HEADERS = (
    "list-id", "list-unsubscribe", "list-post", "x-autoreply", "x-autorespond", "x-auto-response-suppress",
)  # fmt: skip
PRECEDENCE = {"bulk", "junk", "list", "auto_reply"}
MACHINES = re.compile(
    r"^(mailer-daemon|postmaster|no-?reply|do-?not-?reply|bounces?|nobody|root|.*-(request|bounces|owner))([+-].*)?$"
)
SUBJECTS = re.compile(
    r"^(auto(matische)?[ -]?(antwort|reply|response)|out of (the )?office|abwesenheits?(notiz|meldung)?\b"
    r"|abwesend\b|undeliver(able|ed)|delivery status|unzustellbar|mail delivery)",
    re.IGNORECASE,
)


def why_not_answer(mail: Incoming, *, own_addresses: frozenset[str]) -> str:
    """The reason, as a code, why this mail gets no answer; empty where it may."""
    headers = mail.headers
    submitted = headers.get("auto-submitted", "no").partition(";")[0].strip().lower()
    if not mail.sender:
        return "no_sender"
    if mail.sender in own_addresses:
        return "from_ourselves"
    if headers.get("return-path", "").strip() == "<>" or "multipart/report" in headers.get("content-type", "").lower():
        return "bounce"
    if (
        submitted not in {"", "no"}
        or headers.get("precedence", "").strip().lower() in PRECEDENCE
        or any(name in headers for name in AUTOMATIC_HEADERS)
        or MACHINES.match(mail.sender.partition("@")[0])
        or SUBJECTS.match(mail.subject)
    ):
        return "automatic"
    return ""
