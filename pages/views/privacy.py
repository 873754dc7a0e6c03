"""How long we keep what, for everybody to read."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers

from core.privacy import table
from pages.rendering import page


@require_safe
@vary_on_headers("Accept-Language")
@cache_control(public=True, max_age=3600)
def retention(_request: HttpRequest) -> HttpResponse:
    return page("privacy/retention.html", introduction=table.introduction(), lines=table.lines())
