"""What a letter is made of, and the registry of those who write them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from importlib import import_module


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
class Heading:
    """The title of a part of a long letter; what follows it until the next one stands below it."""

    title: str


@dataclass(frozen=True)
class Entry:
    """One of several pieces of news: its title leads to `url`, where there is a page about it.

    `note` says in one line when, where and for whom; `language` is that of title and text where it is not the letter's.
    """

    title: str
    text: str
    url: str = ""
    note: str = ""
    language: str = ""


# Plain words are a paragraph, or several: what people have written keeps its lines in both parts of the mail.
Block = str | Link | Facts | Entry | Heading


@dataclass(frozen=True)
class Attachment:
    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True, kw_only=True)
class Letter:
    """A mail before it is rendered. `blocks` are read in order; the first Link is the mail's own act, if it `has_act`.

    `footing` stands below the regards, in small print. `list_id` names the list of which it is a copy (RFC 2919).
    `in_reply_to` is the Message-ID of the mail it answers, or empty where it comes by itself.
    `unsubscribe` ends such mails with one click, in the mail itself and for mail programs (RFC 8058).
    """

    to: str
    subject: str
    greeting: str
    blocks: Sequence[Block]
    footing: Sequence[Block] = ()
    has_act: bool = True
    list_id: str = ""
    sender_name: str = ""
    reply_to: str = ""
    in_reply_to: str = ""
    unsubscribe: Link | None = None
    attachments: Sequence[Attachment] = field(default_factory=tuple)


# Given the ids of the outbox row, writes the letter in the active language, or None where it is no longer needed.
Writer = Callable[..., Letter | None]
_writers: dict[str, Writer] = {}
_modules: dict[str, str] = {}


def written_in(modules: Mapping[str, Sequence[str]]) -> None:
    """Say which letters there are, by the module that writes them.

    The module is loaded with the first of its letters: only the worker writes any, and web processes, which queue them,
    need not keep in memory what writes calendars and door codes.
    """
    _modules.update({name: module for module, names in modules.items() for name in names})


def writes(name: str) -> Callable[[Writer], Writer]:
    """Register the writer of the letters called `name`."""

    def register(writer: Writer) -> Writer:
        if _modules.get(name) != writer.__module__:
            raise LookupError(f"Name the letter “{name}” under “{writer.__module__}” in the letters.py of its domain.")
        _writers[name] = writer
        return writer

    return register


def expect(name: str) -> None:
    """Raises LookupError for a letter that nobody writes."""
    if name not in _modules:
        raise LookupError(f"Nobody writes letters called “{name}”.")


def writer_of(name: str) -> Writer:
    expect(name)
    import_module(_modules[name])
    return _writers[name]
