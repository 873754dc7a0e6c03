"""Validators: a strong ETag on every public answer, and 304 for who has it already (RFC 9110 13)."""

import base64
import hashlib
import re
from collections.abc import Mapping
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from api.errors import HttpRefusal
from core.errors import FieldError, Invalid

# RFC 9110 8.8.3: an entity tag is a quoted string, perhaps weak.
TAG = re.compile(r'(?:W/)?("[\x21\x23-\x7e\x80-\xff]*")')
LONGEST_LIST = 1000  # characters of If-None-Match
# RFC 9110 15.4.5: what a 304 carries of the 200 it stands for; the middleware adds its own headers to both alike.
KEPT = ("ETag", "Cache-Control", "Content-Location", "Expires", "Vary")


def etag_of(body: bytes) -> str:
    """The strong tag of a body: equal tags are equal bytes, from whichever process."""
    return f'"{base64.urlsafe_b64encode(hashlib.sha256(body).digest()[:15]).decode()}"'


def refuse_endless_list(request: HttpRequest) -> None:
    """A cache names one tag, or the few it holds. Raises Invalid."""
    if len(request.META.get("HTTP_IF_NONE_MATCH", "")) > LONGEST_LIST:
        sentence = _("Please send at most %(count)d characters.") % {"count": LONGEST_LIST}
        raise Invalid([FieldError("If-None-Match", "max_length", sentence)])


def is_known(request: HttpRequest, etag: str) -> bool:
    """Whether If-None-Match names the tag. Weak comparison (RFC 9110 13.1.2): a proxy that compresses may weaken it."""
    sent = request.META.get("HTTP_IF_NONE_MATCH", "")
    return sent.strip() == "*" or etag in TAG.findall(sent)


def with_validator(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """The answer with its tag, or 304 where the client holds these bytes. Dates decide nothing."""
    if "ETag" not in response.headers:
        response.headers["ETag"] = etag_of(response.content)
    return not_modified(response.headers) if is_known(request, response.headers["ETag"]) else response


def not_modified(headers: Mapping[str, str]) -> HttpResponse:
    """304 in place of an answer with these headers."""
    short = HttpResponse(status=304)
    del short.headers["Content-Type"]
    for name in KEPT:
        if name in headers:
            short.headers[name] = headers[name]
    return short


class PreconditionRequired(HttpRefusal):
    """RFC 6585 3: without knowing what one overwrites, one may not."""

    code = "precondition_required"
    status = HTTPStatus.PRECONDITION_REQUIRED
    title = _("Say which version you change")
    advice = _("Please load the item again and send its ETag as If-Match with the change.")


class PreconditionFailed(HttpRefusal):
    """RFC 9110 15.5.13."""

    code = "changed_meanwhile"
    status = HTTPStatus.PRECONDITION_FAILED
    title = _("Somebody else has changed it")
    advice = _("The item has changed since you loaded it. Please load it again and repeat your change.")


def require_match(request: HttpRequest, etag: str) -> None:
    """Let a write to edited content through only from who has seen its present state (RFC 9110 13.1.1).

    Strong comparison, but for the mark of a proxy that compressed what was read: our tags are strong, and a `W/` in
    front of one of them can only come from there. Raises PreconditionRequired, PreconditionFailed.
    """
    sent = request.META.get("HTTP_IF_MATCH", "").strip()
    if not sent:
        raise PreconditionRequired
    if sent != "*" and etag not in TAG.findall(sent):
        raise PreconditionFailed
