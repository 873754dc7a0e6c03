"""A route has one format; what `Accept` says is not a reason to refuse."""

from collections.abc import Iterable
from typing import Any

from rest_framework.negotiation import BaseContentNegotiation, DefaultContentNegotiation
from rest_framework.parsers import BaseParser
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request


class OneFormatPerRoute(BaseContentNegotiation):
    """Takes the view's first renderer, and the parser that the body's media type asks for."""

    def select_parser(self, request: Request, parsers: Iterable[BaseParser]) -> BaseParser | None:
        parser = DefaultContentNegotiation().select_parser(request, parsers)
        # A body of type “*/*” is of no type, while the library takes it for any.
        is_vague = "*" in (request.content_type or "")
        return None if is_vague else parser

    def select_renderer(
        self, _request: Request, renderers: Iterable[BaseRenderer], _format_suffix: str | None = None
    ) -> tuple[BaseRenderer, Any]:
        first = next(iter(renderers))
        return first, first.media_type
