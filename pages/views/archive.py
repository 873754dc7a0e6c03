"""Former issues of the newsletter, as everyone may read them: what of them is still public, without anybody's links."""

import uuid
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.municipalities.models import Municipality
from news import issue_entries, item_pages
from news.audience import Wanted
from news.models import Frequency, Issue
from news.services import digests, issue_contents
from pages.rendering import page

# Of each frequency; earlier ones stay under their address.
LISTED = 30


@require_safe
@cache_control(public=True, max_age=300)
def index(request: HttpRequest) -> HttpResponse:
    """`?municipality=` goes along to the issues."""
    place = _place(request)
    issues = {
        frequency: [
            {"address": _address(issue, place), "day": timezone.localtime(issue.started_at)}
            for issue in Issue.objects.archived().with_something_new().filter(frequency=frequency)[:LISTED]
        ]
        for frequency in (Frequency.WEEKLY, Frequency.DAILY)
    }
    return page(
        "newsletter/archive.html",
        issues=[(frequency.label, rows) for frequency, rows in issues.items() if rows],
        **_choice(request, place),
    )


@require_safe
@cache_control(public=True, max_age=300)
def issue(request: HttpRequest, issue_id: uuid.UUID) -> HttpResponse:
    """Without `?municipality=` what it told anybody; what was withdrawn since is not there."""
    place, found = _place(request), Issue.objects.archived().filter(pk=issue_id).first()
    if found is None:
        raise Http404
    contents = issue_contents.read(found, since=found.after, at=found.started_at)
    wanted = Wanted(municipalities=frozenset([place.pk] if place else ()))
    digest = digests.whole(contents, wanted)
    return page(
        "newsletter/issue.html",
        day=timezone.localtime(found.started_at),
        introductions=issue_entries.introductions(digest) if digest else [],
        sections=issue_entries.sections(contents, digest) if digest else [],
        language="" if get_language() == "de" else "de",
        **_choice(request, place),
    )


def _place(request: HttpRequest) -> Municipality | None:
    slug = request.GET.get("municipality", "")
    if not slug:
        return None
    # Compared here and not by the database, which can't be asked for every text.
    place = next((one for one in Municipality.objects.all() if one.slug == slug), None)
    if place is None:
        raise Http404
    return place


def _choice(request: HttpRequest, place: Municipality | None) -> dict[str, Any]:
    return {"action": request.path, "place": place, "places": Municipality.objects.by_name()}


def _address(issue: Issue, place: Municipality | None) -> str:
    return item_pages.archived(issue, [place] if place else [])
