"""The OpenAPI document and its two readers, from our own host only."""

import functools
import json
from pathlib import Path
from typing import Any

import drf_spectacular_sidecar
import yaml
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.generic import TemplateView
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.request import Request
from rest_framework.response import Response

from api.conditional import with_validator
from api.views import PUBLIC

# The readers style and compute within the page; nothing may come from, or go to, another host.
READER_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; "
    "font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; "
    "form-action 'none'"
)

# As the OpenAPI Initiative registers them, 3.1 and later.
YAML, JSON = "application/vnd.oai.openapi; charset=utf-8", "application/vnd.oai.openapi+json; charset=utf-8"

REDOC = "drf_spectacular_sidecar/redoc/bundles/redoc.standalone.js"


DOCUMENT = settings.BASE_DIR / "openapi.yaml"


@require_safe
def schema(request: HttpRequest) -> HttpResponse:
    """The committed document, which a check holds to be what the code says: as YAML, or as JSON with `?format=json`.

    To make it anew for each reader took seconds of a worker.
    """
    body, media_type = _as_json() if request.GET.get("format") == "json" else (DOCUMENT.read_bytes(), YAML)
    return with_validator(request, HttpResponse(body, content_type=media_type, headers={"Cache-Control": PUBLIC}))


@functools.cache
def _as_json() -> tuple[bytes, str]:
    data = yaml.load(DOCUMENT.read_bytes(), Loader=yaml.CSafeLoader)
    return json.dumps(data, ensure_ascii=False).encode(), JSON


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
