"""What production must have set beyond being set at all; `manage.py check --deploy` and every start run it."""

from collections.abc import Sequence
from email.utils import parseaddr
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.db import connection

SHORTEST_SECRET_KEY = 50  # characters; Django's own check asks for as many


@register()
def production_is_safe(**_kwargs: Any) -> Sequence[CheckMessage]:
    """Secrets long enough to be secrets, an address that encrypts, and a mailbox whose password nobody overhears."""
    if not settings.PRODUCTION:
        return []
    found = []
    if len(settings.SECRET_KEY) < SHORTEST_SECRET_KEY:
        sentence = f"SECRET_KEY is shorter than {SHORTEST_SECRET_KEY} characters."
        found.append(Error(sentence, hint="Make one: openssl rand -base64 48"))
    if not settings.HTTPS:
        found.append(Error("PUBLIC_URL does not start with https://.", hint="Set the address citizens use."))
    mailbox = settings.MAILBOX
    if mailbox and not (mailbox.is_encrypted or mailbox.is_here):
        sentence = "IMAP_URL sends the password unencrypted over the network."
        found.append(Error(sentence, hint="Write imaps:// (TLS) or imap+tls:// (STARTTLS) instead of imap://."))
    return found


@register()
def addresses_are_whole(**_kwargs: Any) -> Sequence[CheckMessage]:
    """Every link in a mail begins with the one, and every mail comes from the other."""
    found = []
    public = urlsplit(settings.PUBLIC_URL)
    if public.scheme not in {"http", "https"} or not public.hostname or public.query or public.path:
        hint = "Write it with https:// and nothing behind the host, for example https://partheland.example."
        found.append(Error("PUBLIC_URL is not the address of a site.", hint=hint))
    if "@" not in parseaddr(settings.DEFAULT_FROM_EMAIL)[1]:
        hint = "For example partheland@town.example, or Partheland <partheland@town.example>."
        found.append(Error("DEFAULT_FROM_EMAIL is no e-mail address.", hint=hint))
    return found


@register("database")
def transactions_are_read_committed(*, databases: Sequence[str] | None, **_kwargs: Any) -> Sequence[CheckMessage]:
    """Decisions under row locks rely on READ COMMITTED: each statement sees what is committed by then."""
    if not databases:
        return []
    with connection.cursor() as cursor:
        cursor.execute("SHOW transaction_isolation")
        (level,) = cursor.fetchone() or ("",)
    if level == "read committed":
        return []
    return [Error(f"The database's transactions are “{level}”, not “read committed”.")]
