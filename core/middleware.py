"""What every answer carries: an access log line without personal data, security headers, plain CORS."""

import re
import time
import uuid
from collections.abc import Callable

import structlog
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from core import metrics

Handler = Callable[[HttpRequest], HttpResponse]
log = structlog.get_logger("access")

API_POLICY = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
PAGE_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; font-src 'self'; form-action 'self'; "
    "frame-ancestors 'none'; base-uri 'none'"
)


class AccessLog:
    """One line per request, and its count: method, route pattern, status, time. Path and query may hold tokens."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        started = time.perf_counter()
        with structlog.contextvars.bound_contextvars(request_id=str(uuid.uuid4())):
            response = self.get_response(request)
            route = request.resolver_match.route if request.resolver_match else None
            seconds = time.perf_counter() - started
            status = response.status_code
            metrics.observe(method=request.method, route=route, status=status, seconds=seconds)
            log.info("request", method=request.method, route=route, status=status, ms=round(seconds * 1000, 1))
        return response


class SecurityHeaders:
    """Headers after the OWASP secure headers project; a view that needs another policy sets its own."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        is_api = request.path.startswith("/api/")
        response.headers.setdefault("Content-Security-Policy", API_POLICY if is_api else PAGE_POLICY)
        response.headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=()")
        if is_api:
            # Open data: any site may embed it; CORS says the same.
            response.headers.setdefault("Cross-Origin-Resource-Policy", "cross-origin")
        return response


class PublicCors:
    """Every answer of the API may be read from any origin, and says so to everyone alike.

    django-cors-headers does so only where an Origin was sent, and adds `Vary: origin`; with `*` and without
    credentials the bytes never differ by origin, and caches may hold one copy for all.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path.startswith("/api/"):
            response.headers.setdefault("Access-Control-Allow-Origin", "*")
        names = [name.strip() for name in re.split(",", response.headers.get("Vary", "")) if name.strip()]
        if any(name.lower() == "origin" for name in names):
            del response.headers["Vary"]
            patch_vary_headers(response, [name for name in names if name.lower() != "origin"])
            if response.headers.get("Vary") == "":
                del response.headers["Vary"]
        return response
