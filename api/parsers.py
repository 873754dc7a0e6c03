"""Reading JSON bodies strictly: what two readers could understand differently is refused (RFC 8259, RFC 7493)."""

import json
import math
import re
from collections.abc import Iterator, Mapping
from typing import IO, Any, cast

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.utils.mediatypes import _MediaType

from api.errors import BodyTooLarge, MalformedBody, UnsupportedMediaType
from core.errors import FieldError, Invalid

DEEPEST = 20
# PostgreSQL cannot store the first; the others are half a character and no UTF-8.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


class StrictJSONParser(BaseParser):
    """One object in UTF-8, no larger than MAXIMUM_JSON_BYTES, without doubled names and numbers that are none."""

    media_type = "application/json"

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> dict[str, Any]:
        """Raises UnsupportedMediaType, BodyTooLarge, MalformedBody, Invalid."""
        charset = _MediaType(media_type or "").params.get("charset", "utf-8")
        if charset.strip('"').lower() not in {"utf-8", "utf8"}:
            raise UnsupportedMediaType
        _refuse_compressed((parser_context or {}).get("request"))
        body = read_at_most(stream, settings.MAXIMUM_JSON_BYTES, parser_context)
        content = _decoded(body)
        if not isinstance(content, dict):
            raise MalformedBody
        wrong = list(_unstorable(content, "", 0))
        if wrong:
            raise Invalid(wrong)
        return content


class MergePatchParser(StrictJSONParser):
    """RFC 7396: null takes a value away."""

    media_type = "application/merge-patch+json"


class UploadParser(MultiPartParser):
    """One file, no larger than MAXIMUM_UPLOAD_BYTES, with few small fields beside it (RFC 7578)."""

    FRAME = 10_000  # what the boundaries and the fields may take beyond the file

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """Raises BodyTooLarge, MalformedBody."""
        request = (parser_context or {})["request"]
        if int(request.META.get("CONTENT_LENGTH") or 0) > settings.MAXIMUM_UPLOAD_BYTES + self.FRAME:
            raise BodyTooLarge
        _refuse_compressed(request)
        watched = Watched(stream)
        try:
            form = super().parse(cast("IO[bytes]", watched), media_type, parser_context)
        except (ParseError, MultiPartParserError, SuspiciousOperation) as fault:
            raise MalformedBody(_("The body is not multipart/form-data with a part “file”.")) from fault
        # Django takes what came before the connection broke for all there is. Then the request would be remembered
        # under its Idempotency-Key as one without a file, and its repeat refused for being another one.
        boundary = _MediaType(media_type or "").params.get("boundary", "").strip('"')
        if not watched.ends_with(f"--{boundary}--".encode()):
            raise MalformedBody(_("The body broke off on the way. Please send the whole request again."))
        return form


class Watched:
    """A body as it is read, and how it ended."""

    LONGEST_END = 1000  # the last boundary, and what some write after it (RFC 2046 5.1.1)

    def __init__(self, stream: IO[bytes]) -> None:
        self.stream, self.end = stream, b""

    def read(self, size: int = -1) -> bytes:
        part = self.stream.read(size)
        self.end = (self.end + part)[-self.LONGEST_END :]
        return part

    def ends_with(self, boundary: bytes) -> bool:
        while self.read(self.LONGEST_END):
            pass  # what a reader who had enough has left
        return boundary in self.end


def _refuse_compressed(request: Any) -> None:
    """We unpack nothing: a few bytes can become very many. Raises UnsupportedMediaType."""
    if request is not None and request.META.get("HTTP_CONTENT_ENCODING", "identity").strip().lower() != "identity":
        raise UnsupportedMediaType(_("Please send the body as it is, without compressing it."))


def read_at_most(stream: IO[Any], limit: int, context: Mapping[str, Any] | None) -> bytes:
    """The body, of which never more than one byte beyond the limit is read. Raises BodyTooLarge."""
    request = (context or {}).get("request")
    if request is not None and int(request.META.get("CONTENT_LENGTH") or 0) > limit:
        raise BodyTooLarge
    body: bytes = stream.read(limit + 1)
    if len(body) > limit:
        raise BodyTooLarge
    if request is not None:
        # Where Django looks for it when the view is carried out once more (core.deadlocks).
        request._request._body = body  # noqa: SLF001
    return body


def _decoded(body: bytes) -> Any:
    try:
        return json.loads(body.decode("utf-8"), object_pairs_hook=_object, parse_constant=_refuse, parse_float=_finite)
    except UnicodeDecodeError as fault:
        raise MalformedBody(_("The body is not UTF-8.")) from fault
    except json.JSONDecodeError as fault:
        place = {"line": fault.lineno, "column": fault.colno}
        raise MalformedBody(_("The body is not JSON: see line %(line)s, column %(column)s.") % place) from fault
    except (RecursionError, ValueError) as fault:
        raise MalformedBody from fault


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    content = dict(pairs)
    if len(content) < len(pairs):
        names = [name for name, _value in pairs]
        doubled = sorted({name for name in names if names.count(name) > 1}) if len(names) < 1000 else ["…"]  # noqa: PLR2004
        raise MalformedBody(_("A name stands more than once in an object: %(names)s.") % {"names": ", ".join(doubled)})
    return content


def _refuse(constant: str) -> Any:
    raise MalformedBody(_("“%(number)s” is not a number in JSON.") % {"number": constant})


def _finite(number: str) -> float:
    value = float(number)
    if not math.isfinite(value):
        raise MalformedBody(_("“%(number)s” is too large a number.") % {"number": number[:20]})
    return value


def _unstorable(value: Any, pointer: str, depth: int) -> Iterator[FieldError]:
    if depth > DEEPEST:
        raise MalformedBody(_("The body is nested too deeply."))
    if isinstance(value, str) and UNSTORABLE.search(value):
        yield FieldError(pointer, "invalid_character", _("This text holds a character that cannot be stored."))
    elif isinstance(value, list):
        for index, one in enumerate(value):
            yield from _unstorable(one, f"{pointer}/{index}", depth + 1)
    elif isinstance(value, dict):
        for name, one in value.items():
            if UNSTORABLE.search(name):
                raise MalformedBody
            yield from _unstorable(one, f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}", depth + 1)
