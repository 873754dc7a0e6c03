"""From a letter to a MIME message with a text and an HTML part."""

import functools
import uuid
from email.encoders import encode_base64
from email.header import Header
from email.message import Message
from email.mime.base import MIMEBase
from email.utils import formataddr, formatdate
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from core.mail.letters import Attachment, Block, Entry, Facts, Heading, Letter, Link

# By language, level of the heading and block.
Fragments = dict[tuple[str | None, int, Entry | Heading] | None, dict[str, SafeString]]
LINE = 74  # characters of an encoded header; what is 75 at most by RFC 2047 the library makes one or two longer
FORMS = {"html": "mail/block.html", "txt": "mail/block.txt"}
# How the templates call what a letter is made of; all else is plain words.
KINDS = {Link: "link", Facts: "facts", Entry: "entry", Heading: "heading"}


class Mail(EmailMultiAlternatives):
    """Django's, with a subject whose first line is not empty.

    Django encodes it as if no name stood before it: words of up to 77 characters, which then begin on a line of their
    own. RFC 2047 2 allows 75, and some programs show no subject where its first line holds none.
    """

    def message(self) -> Any:  # type: ignore[override]  # the types know the next Django's
        mime = super().message()
        if not self.subject.isascii():
            mime.replace_header("Subject", Header(str(self.subject), "utf-8", LINE, "Subject").encode())
        return mime


def message(letter: Letter, *, mail_id: uuid.UUID, fragments: Fragments | None = None) -> EmailMultiAlternatives:
    """The message as it goes out. Its Message-ID follows from the outbox row, so a repeated copy is recognisable.

    `fragments` keep what is drawn of entries and headings, for who writes to many of the same.
    """
    first_link = next((block for block in letter.blocks if letter.has_act and isinstance(block, Link)), None)
    # Where there are headings, entries stand below them.
    level = 3 if any(isinstance(block, Heading) for block in letter.blocks) else 2
    drawn = functools.partial(_drawn, level=level, fragments={} if fragments is None else fragments)
    context = {
        "letter": letter,
        "blocks": [{"value": block, **drawn(block)} for block in letter.blocks],
        "footing": [drawn(block) for block in letter.footing],
        "first_link": first_link,
    }
    mail = Mail(
        subject=" ".join(letter.subject.split()),
        body=render_to_string("mail/letter.txt", context),
        from_email=formataddr((letter.sender_name, settings.DEFAULT_FROM_EMAIL)),
        to=[letter.to],
        reply_to=[letter.reply_to] if letter.reply_to else None,
        headers={
            "Message-ID": f"<{mail_id}@{settings.PUBLIC_HOST}>",
            "Date": formatdate(localtime=True),
            # RFC 3834: no out-of-office answers, please.
            "Auto-Submitted": "auto-replied" if letter.in_reply_to else "auto-generated",
            **({"List-Id": letter.list_id} if letter.list_id else {}),
            **_unsubscribing(letter),
            **({"In-Reply-To": letter.in_reply_to, "References": letter.in_reply_to} if letter.in_reply_to else {}),
        },
    )
    mail.attach_alternative(render_to_string("mail/letter.html", context), "text/html")
    for attachment in letter.attachments:
        if ";" in attachment.media_type:
            mail.attach(_part(attachment))
        else:
            mail.attach(attachment.name, attachment.content, attachment.media_type)
    return mail


def _unsubscribing(letter: Letter) -> dict[str, str]:
    """RFC 2369 and 8058: the button of mail programs."""
    if letter.unsubscribe is None:
        return {}
    return {
        "List-Unsubscribe": f"<{letter.unsubscribe.url}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _part(attachment: Attachment) -> MIMEBase:
    """The file with all parameters of its media type: a calendar program goes by `method` (RFC 6047 2.4)."""
    typed = Message()
    typed["Content-Type"] = attachment.media_type
    part = MIMEBase(typed.get_content_maintype(), typed.get_content_subtype())
    for name, value in typed.get_params(failobj=[])[1:]:
        part.set_param(name, value)
    part.set_payload(attachment.content)
    encode_base64(part)
    part.add_header("Content-Disposition", "attachment", filename=attachment.name)
    return part


def _drawn(block: Block, *, level: int, fragments: Fragments) -> dict[str, SafeString]:
    """One block in both forms."""
    key = (get_language(), level, block) if isinstance(block, Entry | Heading) else None
    if key in fragments:
        return fragments[key]
    context = {"block": {"kind": KINDS.get(type(block), "paragraph"), "value": block}, "entry_level": level}
    drawn = {form: render_to_string(template, context) for form, template in FORMS.items()}
    if key:
        fragments[key] = drawn
    return drawn
