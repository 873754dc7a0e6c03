"""Bodies of RFC 8058, which are forms: a few bytes, in either of the two ways that forms are sent."""

from typing import Any

from django.core.exceptions import SuspiciousOperation
from django.http import QueryDict
from django.http.multipartparser import MultiPartParserError
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser, MultiPartParser

from api.errors import BodyTooLarge, MalformedBody
from api.parsers import read_at_most

LARGEST = 10_000
FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"


class FormParser(BaseParser):
    media_type = FORM

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> dict[str, Any]:  # noqa: ARG002 - REST framework's signature
        """Raises BodyTooLarge, MalformedBody."""
        body = read_at_most(stream, LARGEST, parser_context)
        try:
            return QueryDict(body, encoding="utf-8").dict()
        except (SuspiciousOperation, UnicodeDecodeError) as fault:
            raise MalformedBody(_("The body is not a form of “List-Unsubscribe=One-Click”.")) from fault


class SmallMultiPartParser(MultiPartParser):
    media_type = MULTIPART

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        """Raises BodyTooLarge, MalformedBody."""
        request = (parser_context or {})["request"]
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST:
            raise BodyTooLarge
        try:
            parts = super().parse(stream, media_type, parser_context)
        except (ParseError, MultiPartParserError, SuspiciousOperation, UnicodeDecodeError) as fault:
            raise MalformedBody(_("The body is not a form of “List-Unsubscribe=One-Click”.")) from fault
        return {**parts.files.dict(), **parts.data.dict()}
