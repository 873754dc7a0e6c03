"""What became of the ideas, as a page with charts that prints well: of the region, and of one call."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from core.municipalities.models import Municipality, Topic
from ideas.models import Idea, IdeaCall, IdeaStatus
from ideas.services import results
from ideas.services.results import Results, Share
from pages.rendering import page


@dataclass(frozen=True)
class Bar:
    """A row of a chart: numbers of ideas, and in percent of the longest row how far each part of its bar reaches."""

    label: str
    ideas: int
    answered: int = 0
    done: int = 0
    longest: int = 1

    @property
    def reach(self) -> int:
        return self._percent(self.ideas)

    @property
    def reach_answered(self) -> int:
        return self._percent(self.answered)

    @property
    def reach_done(self) -> int:
        return self._percent(self.done)

    def _percent(self, count: int) -> int:
        """Of few among many something is still seen."""
        return max(round(100 * count / self.longest), 1) if count else 0


@require_safe
@cache_control(public=True, max_age=300)
def region(request: HttpRequest) -> HttpResponse:
    """`?municipality=` narrows to a place."""
    return _page(request, None)


@require_safe
@cache_control(public=True, max_age=300)
def call(request: HttpRequest, slug: str) -> HttpResponse:
    found = IdeaCall.objects.published().filter(slug=slug).first()
    if found is None:
        raise Http404
    return _page(request, found)


def _page(request: HttpRequest, call: IdeaCall | None) -> HttpResponse:
    places = list(Municipality.objects.by_name())
    wanted = request.GET.get("municipality", "")
    place = next((one for one in places if one.slug == wanted), None)
    if wanted and place is None:
        raise Http404
    ideas = Idea.objects.public()
    ideas = ideas.filter(call=call) if call else ideas
    found = results.of(ideas.for_municipalities([place.slug]) if place else ideas)
    query = f"?{urlencode({'municipality': place.slug})}" if place else ""
    return page(
        "results.html",
        call=call,
        place=place,
        places=places,
        found=found,
        percent_answered=round(100 * found.answered / found.ideas) if found.ideas else 0,
        said=sum(found.solved.values()),
        statuses=_statuses(found),
        topics=_bars(found.topics, _topic_names(), none=_("Without a topic")),
        municipalities=_bars(found.municipalities, {one.slug: one.name for one in places}, none=_("The whole region")),
        calls=[] if call else IdeaCall.objects.published().order_by("-opens_at", "-id")[:50],
        today=timezone.localdate(),
        address=f"{settings.PUBLIC_URL}{request.path}{query}",
        data=f"{_api_address(call)}{query}",
        action=request.path,
    )


def _topic_names() -> dict[str, str]:
    is_english = get_language() == "en"
    return {one.slug: one.label_en if is_english else one.label_de for one in Topic.objects.all()}


def _api_address(call: IdeaCall | None) -> str:
    return reverse("idea-call-results", args=[call.slug]) if call else reverse("results")


def _statuses(found: Results) -> list[Bar]:
    """Those that any idea has, from the beginning of the way to its ends."""
    longest = max(found.statuses.values(), default=0) or 1
    return [Bar(str(IdeaStatus(code).label), count, longest=longest) for code, count in found.statuses.items() if count]


def _bars(shares: list[Share], names: dict[str, str], *, none: str) -> list[Bar]:
    longest = max((share.ideas for share in shares), default=1)
    return [
        Bar(names[share.slug] if share.slug else none, share.ideas, share.answered, share.done, longest)
        for share in shares
    ]
