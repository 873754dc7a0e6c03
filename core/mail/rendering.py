"""From a letter to a MIME message with a text and an HTML part."""

import uuid
from collections.abc import Sequence
from email.encoders import encode_base64
from email.message import Message
from email.mime.base import MIMEBase
from email.utils import formataddr, formatdate
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from core.mail.letters import Attachment, Block, Entry, Facts, Heading, Letter, Link

# How the templates call what a letter is made of; all else is plain words.
KINDS = {Link: "link", Facts: "facts", Entry: "entry", Heading: "heading"}


def message(letter: Letter, *, mail_id: uuid.UUID) -> EmailMultiAlternatives:
    """The message as it goes out. Its Message-ID follows from the outbox row, so a repeated copy is recognisable."""
    first_link = next((block for block in letter.blocks if letter.has_act and isinstance(block, Link)), None)
    context = {
        "letter": letter,
        "blocks": _with_kinds(letter.blocks),
        "footing": _with_kinds(letter.footing),
        "first_link": first_link,
        # Where there are headings, entries stand below them.
        "entry_level": 3 if any(isinstance(block, Heading) for block in letter.blocks) else 2,
    }
    mail = EmailMultiAlternatives(
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


def _with_kinds(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    return [{"kind": KINDS.get(type(block), "paragraph"), "value": block} for block in blocks]
