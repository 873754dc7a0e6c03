"""The front door, and what robots may read."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.municipalities.models import Municipality
from pages.rendering import page

# Links in mails are opened by people only; robots have nothing to find there.
FORBIDDEN = (
    "/admin", "/registrations/", "/privacy/data", "/newsletter/confirm", "/newsletter/preferences",
    "/newsletter/unsubscribe",
)  # fmt: skip
ROBOTS = "".join(["User-agent: *\n", *(f"Disallow: {path}\n" for path in FORBIDDEN)])


@require_safe
@cache_control(public=True, max_age=300)
def landing(_request: HttpRequest) -> HttpResponse:
    return page("landing.html", municipalities=Municipality.objects.by_name())


@require_safe
@cache_control(public=True, max_age=86400)
def robots(_request: HttpRequest) -> HttpResponse:
    return HttpResponse(ROBOTS, content_type="text/plain; charset=utf-8")
