"""The guide for app and site developers (docs/api-guide.md) as a page."""

import functools

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from markdown_it import MarkdownIt

from pages.rendering import page

FILE = settings.BASE_DIR / "docs" / "api-guide.md"


@require_safe
@cache_control(public=True, max_age=3600)
def api_guide(_request: HttpRequest) -> HttpResponse:
    return page("api_guide.html", guide=_as_html())


@functools.cache
def _as_html() -> SafeString:
    """Once per process; the text is our own, so nothing in it has to be sanitised."""
    text = MarkdownIt("commonmark").enable("table").render(FILE.read_text(encoding="utf-8"))
    html: SafeString = mark_safe(text)  # noqa: S308 - our own file
    return html
