"""Where the mailbox is: IMAP_URL in words."""

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PORTS = {"imaps": 993, "imap+tls": 143, "imap": 143}
LOOPBACK = {"localhost", "127.0.0.1", "::1"}


@dataclass(frozen=True)
class Account:
    """`scheme` is imaps (TLS from the start), imap+tls (STARTTLS) or imap (unencrypted: for this machine only)."""

    scheme: str
    host: str
    port: int
    user: str
    password: str
    folder: str
    done_folder: str
    failed_folder: str

    @property
    def is_encrypted(self) -> bool:
        return self.scheme != "imap"

    @property
    def is_here(self) -> bool:
        """Whether the server runs on this machine, so that nobody listens on the way."""
        return self.host in LOOPBACK


def account(url: str) -> Account:
    """Read `imaps://user:password@host:993/INBOX?done=Erledigt`. Raises ImproperlyConfigured."""
    parts = urlsplit(url)
    is_whole = parts.scheme in PORTS and parts.hostname and parts.username and parts.password
    try:
        port = parts.port or PORTS.get(parts.scheme, 0)
    except ValueError:
        is_whole, port = False, 0
    if not is_whole:
        raise ImproperlyConfigured(
            "IMAP_URL must read imaps://user:password@host:993/INBOX (or imap+tls:// for STARTTLS); special characters "
            "in user and password are written as %xx."
        )
    words = parse_qs(parts.query)
    done = words.get("done", ["Partheland"])[0]
    return Account(
        scheme=parts.scheme,
        host=parts.hostname or "",
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        folder=unquote(parts.path.strip("/")) or "INBOX",
        done_folder=done,
        failed_folder=words.get("failed", [f"{done}-Fehler"])[0],
    )
