"""What a letter is made of, and the registry of those who write them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Link:
    """An address with the words for it; in the text part it stands alone on its line."""

    label: str
    url: str


@dataclass(frozen=True)
class Facts:
    """Pairs of name and value: when, where, how many."""

    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Entry:
    """One of several pieces of news: its title leads to `url`, where there is a page about it."""

    title: str
    text: str
    url: str = ""


# Plain words are a paragraph, or several: what people have written keeps its lines in both parts of the mail.
Block = str | Link | Facts | Entry


@dataclass(frozen=True)
class Attachment:
    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A mail before it is rendered. `blocks` are read in order; the first Link is the mail's own act.

    `in_reply_to` is the Message-ID of the mail it answers, or empty where it comes by itself.
    `unsubscribe` ends such mails with one click, in the mail itself and for mail programs (RFC 8058).
    """

    to: str
    subject: str
    greeting: str
    blocks: Sequence[Block]
    sender_name: str = ""
    reply_to: str = ""
    in_reply_to: str = ""
    unsubscribe: Link | None = None
    attachments: Sequence[Attachment] = field(default_factory=tuple)


# Given the ids of the outbox row, writes the letter in the active language, or None where it is no longer needed.
Writer = Callable[..., Letter | None]
_writers: dict[str, Writer] = {}


def writes(name: str) -> Callable[[Writer], Writer]:
    """Register the writer of the letters called `name`."""

    def register(writer: Writer) -> Writer:
        _writers[name] = writer
        return writer

    return register


def writer_of(name: str) -> Writer:
    return _writers[name]
