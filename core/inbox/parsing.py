"""From the bytes of a mail to the few things we look at. Whatever is broken in it becomes less text, never a fault."""

import email
import email.errors
import email.message
import email.utils
import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.header import decode_header

import nh3

LONGEST_HEADER = 2_000
LONGEST_TEXT = 20_000
MOST_PARTS = 50
DEEPEST = 8
MESSAGE_ID = re.compile(r"<[^<>\s]{3,240}>")
BREAKS = re.compile(r"<\s*(?:br|/p|/div|/tr|/li|/h[1-6]|/blockquote)\b[^>]{0,200}>", re.IGNORECASE)
HIDDEN = re.compile(r"<(style|script|head|title)\b.*?(?:</\1\s*>|$)", re.IGNORECASE | re.DOTALL)
QUOTED_HTML = re.compile(r"<blockquote\b|<div[^>]{0,200}class=\"?gmail_quote|id=\"?divRplyFwdMsg", re.IGNORECASE)


@dataclass(frozen=True)
class Incoming:
    """A mail as far as we read it. `sender` is lower case, empty where none can be told; `headers` have lower names."""

    digest: bytes
    message_id: str
    references: tuple[str, ...]
    sender: str
    sender_name: str
    subject: str
    text: str
    headers: dict[str, str]


def read(content: bytes) -> Incoming:
    """Understand a mail, or its beginning. Raises nothing."""
    try:
        message = email.message_from_bytes(content)
        text = _text(message)
    except (RecursionError, ValueError, LookupError, TypeError, email.errors.MessageError):
        message, text = email.message_from_bytes(content.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"), ""
    headers = {name.lower(): str(value)[:LONGEST_HEADER] for name, value in reversed(message.items())}
    name, address = email.utils.parseaddr(_decoded(headers.get("from", "")))
    own = MESSAGE_ID.search(headers.get("message-id", ""))
    named = MESSAGE_ID.findall(f"{headers.get('in-reply-to', '')} {headers.get('references', '')}")
    return Incoming(
        # By its own name where it has one, so that a mail that was moved back is known; else by its bytes.
        digest=hashlib.sha256(own.group().encode() if own else content).digest(),
        message_id=own.group() if own else "",
        references=tuple(dict.fromkeys(named))[:20],
        sender=address.strip().lower() if _is_address(address) else "",
        sender_name=" ".join(name.replace("\x00", "").split())[:100],
        subject=" ".join(_decoded(headers.get("subject", "")).replace("\x00", "").split())[:500],
        text=text.replace("\x00", "")[:LONGEST_TEXT],
        headers=headers,
    )


def _is_address(address: str) -> bool:
    return bool(re.fullmatch(r"[^@\s\"<>,;:]{1,64}@[a-zA-Z0-9.-]{1,190}\.[a-zA-Z0-9-]{2,60}", address))


def _decoded(header: str) -> str:
    """Encoded words (RFC 2047) as text; what cannot be decoded stays as it is."""
    flat = re.sub(r"\r?\n[ \t]*", " ", header)
    try:
        pieces = [_in(piece, charset) if isinstance(piece, bytes) else piece for piece, charset in decode_header(flat)]
    except (email.errors.HeaderParseError, ValueError):
        return flat
    return "".join(pieces)


def _in(content: bytes, charset: str | None) -> str:
    """Text in the charset that was named; else UTF-8 where it is, or what Windows writes."""
    for guess in (charset, "utf-8"):
        try:
            return content.decode(guess or "utf-8")
        except (LookupError, UnicodeError, ValueError):
            continue
    return content.decode("cp1252", "replace")


def _text(message: email.message.Message) -> str:
    """The first plain part, else the first HTML part as words."""
    plain = hidden_in_html = ""
    for part in _parts(message):
        kind = part.get_content_type()
        if kind not in {"text/plain", "text/html"} or part.get_content_disposition() == "attachment":
            continue
        payload = part.get_payload(decode=True)
        words = _in(payload, part.get_content_charset()) if isinstance(payload, bytes) else ""
        if kind == "text/plain" and not plain.strip():
            plain = words
        elif kind == "text/html" and not hidden_in_html:
            hidden_in_html = words_of_html(words[: 5 * LONGEST_TEXT])
    return plain if plain.strip() else hidden_in_html


def _parts(message: email.message.Message, depth: int = 0) -> Iterator[email.message.Message]:
    """The parts of a mail, the first ones and not too deep; forwarded mails inside it are not ours to read."""
    if not message.is_multipart():
        yield message
    elif message.get_content_maintype() == "multipart" and depth < DEEPEST:
        for part in list(message.get_payload())[:MOST_PARTS]:
            if isinstance(part, email.message.Message):
                yield from _parts(part, depth + 1)


def words_of_html(text: str) -> str:
    """What a reader sees of a page before its quotation begins, line by line."""
    quotation = QUOTED_HTML.search(text)
    shown = HIDDEN.sub(" ", text[: quotation.start()] if quotation else text)
    lines = re.sub(r"\s+", " ", shown)
    return html.unescape(nh3.clean(BREAKS.sub("\n", lines), tags=set()))
