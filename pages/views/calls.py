"""A call for ideas for everybody: what is asked, and what is done with the answers."""

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.text import html_of
from ideas.models import IdeaCall
from pages.rendering import page


@require_safe
@cache_control(public=True, no_cache=True)
def show(_request: HttpRequest, slug: str) -> HttpResponse:
    """Where the newsletter leads; ideas are handed in by app or on a municipality's own site."""
    call = IdeaCall.objects.published().with_details().filter(slug=slug).first()
    if call is None:
        raise Http404
    now = timezone.now()
    return page(
        "ideas/call.html",
        call=call,
        text=html_of(call.text),
        what_happens=html_of(call.what_happens),
        closes_at=timezone.localtime(call.closes_at) if call.closes_at else None,
        is_open=call.opens_at <= now and (call.closes_at is None or now < call.closes_at),
    )
