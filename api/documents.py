"""The OpenAPI document and its two readers, from our own host only."""

import functools
import json
from http import HTTPStatus
from pathlib import Path
from typing import Any, TypeVar

import drf_spectacular_sidecar
import yaml
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import cache_control
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView, View
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

R = TypeVar("R", bound=HttpResponse)


@method_decorator(csrf_exempt, name="dispatch")  # nothing is written here, so what writes is a 405, not a 403
class Readable(View):
    """What is only read: any other method hears of GET, HEAD and OPTIONS."""


class Schema(Readable):
    """The committed document, which a check holds to be what the code says: as YAML, or as JSON with `?format=json`.

    To make it anew for each reader took seconds of a worker.
    """

    def get(self, request: HttpRequest) -> HttpResponse:
        body, media_type = _as_json() if request.GET.get("format") == "json" else (DOCUMENT.read_bytes(), YAML)
        return with_validator(request, HttpResponse(body, content_type=media_type, headers={"Cache-Control": PUBLIC}))


@functools.cache
def _as_json() -> tuple[bytes, str]:
    data = yaml.load(DOCUMENT.read_bytes(), Loader=yaml.CSafeLoader)
    return json.dumps(data, ensure_ascii=False).encode(), JSON


def as_reader(page: R) -> R:
    """A reader's page with its policy; a new version of it is seen at once."""
    page.headers["Content-Security-Policy"] = READER_POLICY
    page.headers["Cache-Control"] = PUBLIC
    return page


class SwaggerPage(SpectacularSwaggerSplitView):
    """Swagger UI with its script in a file of its own, so that no inline script has to be allowed.

    The library's page does not say in which language it is, which is how a screen reader pronounces it (WCAG 3.1.1).
    """

    template_name = "api/swagger.html"
    url_name = "schema"
    schema = None
    url_self = None

    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        page: Response = super().get(request, *args, **kwargs)  # type: ignore[no-untyped-call]
        return as_reader(page)

    def options(self, request: Any, *args: Any, **kwargs: Any) -> Any:  # noqa: ARG002 - Django's signature
        """What it knows stands in `Allow`, which REST framework adds; its own answer would need a template."""
        return HttpResponse(status=HTTPStatus.NO_CONTENT)


class RedocPage(Readable, TemplateView):
    """Redoc by a page of our own: the library's one loads fonts from another host."""

    template_name = "api/redoc.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return as_reader(super().get(request, *args, **kwargs))


class RedocScript(Readable):
    """Redoc without the logo that it would load from another host; it has no option for that."""

    @method_decorator(cache_control(public=True, max_age=86_400))
    def get(self, _request: HttpRequest) -> HttpResponse:
        return HttpResponse(_own_redoc(), content_type="text/javascript; charset=utf-8")


@functools.cache
def _own_redoc() -> bytes:
    script = Path(drf_spectacular_sidecar.__file__).parent / "static" / REDOC
    return script.read_bytes().replace(b"https://cdn.redoc.ly/redoc/logo-mini.svg", b"data:,")
