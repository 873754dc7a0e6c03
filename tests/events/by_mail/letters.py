"""Mails as the programs of German citizens write them, byte for byte what arrives."""

import quopri
from base64 import b64encode
from email.header import Header
from itertools import count

NUMBERS = count(1)
CRLF = "\r\n"


def mail(
    subject, body="", *, name="Erika Muster", sender="erika.muster@example.org", charset="utf-8", encoding="8bit",
    kind="text/plain", html=None, headers=None, message_id=None, raw_subject=None,
):  # fmt: skip
    """A mail with one part, or, with `html`, with both."""
    shown = Header(name, "utf-8").encode() if not name.isascii() else f'"{name}"' if name else ""
    lines = {
        "Return-Path": f"<{sender}>",
        "Received": "from mail.example.org ([192.0.2.7]) by mx.example.net; Mon, 1 Mar 2021 09:12:44 +0100",
        "From": f"{shown} <{sender}>".strip(),
        "To": "info@partheland.example",
        "Subject": raw_subject or (Header(subject, charset).encode() if not subject.isascii() else subject),
        "Date": "Mon, 1 Mar 2021 09:12:40 +0100",
        "Message-ID": message_id or f"<{next(NUMBERS)}.20210301091240@mail.example.org>",
        "MIME-Version": "1.0",
        **(headers or {}),
    }
    top = CRLF.join(f"{key}: {value}" for key, value in lines.items() if value is not None) + CRLF
    if html is None:
        return (top + part(body, kind=kind, charset=charset, encoding=encoding)).encode("latin-1", "surrogateescape")
    both = [
        part(body, kind="text/plain", charset=charset, encoding=encoding),
        part(html, kind="text/html", charset=charset, encoding=encoding),
    ]
    return multipart(top, "alternative", both)


def multipart(top, subtype, parts, boundary="----=_Part_4711_0815"):
    inner = "".join(f"--{boundary}{CRLF}{one}{CRLF}" for one in parts)
    text = f'{top}Content-Type: multipart/{subtype}; boundary="{boundary}"{CRLF}{CRLF}{inner}--{boundary}--{CRLF}'
    return text.encode("latin-1", "surrogateescape")


def part(body, *, kind="text/plain", charset="utf-8", encoding="8bit", more=""):
    """A part whose bytes travel as characters of Latin-1 until the mail is one."""
    content = body.replace("\n", CRLF).encode(charset, "surrogateescape")
    if encoding == "quoted-printable":
        content = quopri.encodestring(content)
    elif encoding == "base64":
        content = b64encode(content)
    head = f"Content-Type: {kind}; charset={charset}{more}{CRLF}Content-Transfer-Encoding: {encoding}{CRLF}{CRLF}"
    return head + content.decode("latin-1")


def outlook(subject, body, **more):
    """Outlook: Windows' own charset, quoted printable, HTML beside, a thick quotation under a line."""
    html = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><style><!-- p.MsoNormal {margin:0cm} --></style>'
        f"</head><body lang=DE><div class=WordSection1><p class=MsoNormal>{body}<o:p></o:p></p></div></body></html>"
    )
    return mail(subject, body, html=html, charset="windows-1252", encoding="quoted-printable", **more)


def gmx(subject, body, **more):
    """GMX and WEB.DE in the browser: HTML only."""
    style = "font-family: Verdana;font-size: 12.0px;"
    html = f'<html><head></head><body><div style="{style}"><div>{body}</div></div></body></html>'
    return mail(subject, html, kind="text/html", **more)


def iphone(subject, body, **more):
    return mail(subject, f"{body}\n\nVon meinem iPhone gesendet\n", encoding="quoted-printable", **more)


def android(subject, body, **more):
    return mail(
        subject, f"{body}\n\n--\nDiese Nachricht wurde von meinem Android-Gerät mit WEB.DE Mail gesendet.", **more
    )


def tonline(subject, body, **more):
    return mail(subject, body, charset="iso-8859-1", encoding="quoted-printable", **more)


def thunderbird(subject, body, **more):
    headers = {"User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:78.0) Gecko/20100101 Thunderbird/78.8.0"}
    return mail(subject, body, headers=headers | more.pop("headers", {}), **more)


QUOTED = """

Am 28.02.2021 um 18:03 schrieb Region Partheland:
> Am 15. März laden wir zum Digitalworkshop Borsdorf und zur Bürgerwerkstatt Naunhof ein.
> Bitte melden Sie sich mit dem Stichwort an. Plätze: 20 Personen.
"""
ORIGINAL = """

-----Ursprüngliche Nachricht-----
Von: Region Partheland <info@partheland.example>
Gesendet: Sonntag, 28. Februar 2021 18:03
Betreff: Einladung

Digitalworkshop Borsdorf, Bürgerwerkstatt Naunhof, Repair-Café Brandis
"""
