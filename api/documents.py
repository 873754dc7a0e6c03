"""The OpenAPI document and its two readers, from our own host only."""

import functools
from pathlib import Path
from typing import Any

import drf_spectacular_sidecar
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response

# The readers style and compute within the page; nothing may come from, or go to, another host.
READER_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'none'"
)

REDOC = "drf_spectacular_sidecar/redoc/bundles/redoc.standalone.js"


class SchemaFile(SpectacularAPIView):
    """The document as YAML, or as JSON with `?format=json`."""

    versioning_class = None


class SwaggerPage(SpectacularSwaggerSplitView):
    """Swagger UI with its script in a file of its own, so that no inline script has to be allowed."""

    url_name = "schema"
    schema = None
    url_self = None

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        response: Response = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]
        response.headers["Content-Security-Policy"] = READER_POLICY
        return response


class RedocPage(TemplateView):
    """Redoc by a page of our own: the library's one loads fonts from another host."""

    template_name = "api/redoc.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = super().get(request, *args, **kwargs)
        response.headers["Content-Security-Policy"] = READER_POLICY
        return response


@require_safe
@cache_control(public=True, max_age=86_400)
def redoc_script(_request: HttpRequest) -> HttpResponse:
    """Redoc without the logo that it would load from another host; it has no option for that."""
    return HttpResponse(_own_redoc(), content_type="text/javascript; charset=utf-8")


@functools.cache
def _own_redoc() -> bytes:
    script = Path(drf_spectacular_sidecar.__file__).parent / "static" / REDOC
    return script.read_bytes().replace(b"https://cdn.redoc.ly/redoc/logo-mini.svg", b"data:,")
