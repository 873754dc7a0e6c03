"""Validators: a strong ETag on every public answer, and 304 for who has it already (RFC 9110 13)."""

import base64
import hashlib
import re

from django.http import HttpRequest, HttpResponse

# RFC 9110 8.8.3: an entity tag is a quoted string, perhaps weak.
TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')
# RFC 9110 15.4.5: what a 304 carries of the 200 it stands for; the middleware adds its own headers to both alike.
KEPT = ("ETag", "Cache-Control", "Content-Location", "Expires", "Vary")


def etag_of(body: bytes) -> str:
    """The strong tag of a body: equal tags are equal bytes, from whichever process."""
    return f'"{base64.urlsafe_b64encode(hashlib.sha256(body).digest()[:15]).decode()}"'


def is_known(request: HttpRequest, etag: str) -> bool:
    """Whether If-None-Match names the tag. Weak comparison (RFC 9110 13.1.2): a proxy that compresses may weaken it."""
    sent = request.META.get("HTTP_IF_NONE_MATCH", "")
    return sent.strip() == "*" or etag in TAG.findall(sent)


def with_validator(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer with its tag, or 304 where the client holds these bytes. Dates decide nothing."""
    etag = response.headers.setdefault("ETag", etag_of(response.content)) or response.headers["ETag"]
    return not_modified(response) if is_known(request, etag) else response


def not_modified(response: HttpResponse) -> HttpResponse:
    short = HttpResponse(status=304)
    del short.headers["Content-Type"]
    for name in KEPT:
        if name in response.headers:
            short.headers[name] = response.headers[name]
    return short
