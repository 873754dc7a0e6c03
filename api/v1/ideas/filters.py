"""Filters of the list of ideas, and what the search for similar ones takes."""

from api import rotation
from api.content_filters import municipality_filter, search_filter
from api.filter_kinds import CodesFilter, DayFilter, SearchFilter, SlugsFilter
from api.filters import StrictFilterSet
from api.nearby import RadiusFilter, near_filter
from api.ordering import RANDOM, OrderFilter
from core.municipalities.models import Topic
from ideas.models import Idea, IdeaCall, IdeaStatus, Measure
from ideas.models.idea import NEWEST


class IdeaFilters(StrictFilterSet):
    """An idea without municipality concerns the region, so it matches each."""

    municipality = municipality_filter()
    topic = SlugsFilter(Topic, narrow=lambda rows, slugs: rows.filter(topic__slug__in=slugs), about="Slugs of topics.")
    call = SlugsFilter(
        IdeaCall,
        narrow=lambda rows, slugs: rows.filter(call__slug__in=slugs),
        among=lambda calls: calls.published(),
        about="Slugs of calls for ideas.",
    )
    measure = SlugsFilter(
        Measure,
        narrow=lambda rows, slugs: rows.filter(measure__slug__in=slugs),
        among=lambda measures: measures.published(),
        about="Slugs of measures.",
    )
    status = CodesFilter(IdeaStatus.choices, column="status", about="What has become of the idea.")
    submitted_after = DayFilter(
        narrow=lambda rows, day: rows.filter(submitted_on__gte=day),
        about="Ideas submitted on this day or later.",
    )
    near = near_filter(latitude="latitude", longitude="longitude")
    radius = RadiusFilter()
    q = search_filter("title or text")


ORDERS = {
    "newest": NEWEST,
    "most_supported": ("-support_count", *NEWEST),
    "most_discussed": ("-comment_count", *NEWEST),
    RANDOM: rotation.KEYSET,
}


class IdeaListFilters(IdeaFilters):
    """And in which order they are listed."""

    order = OrderFilter(
        ORDERS,
        about=(
            "Without it the newest come first, or, with `q`, the best answers. `random`: another order each day, the "
            "same for all, so that each comes first once. Where counts change meanwhile an item may come twice: drop "
            "known ids."
        ),
    )


class TypedFilter(SearchFilter):
    """What has been typed so far: as long as a title may become."""

    required = True
    longest = Idea._meta.get_field("title").max_length or 0
    schema = {"type": "string", "minLength": 1, "maxLength": longest}

    def __init__(self) -> None:
        about = "The title as far as it is typed. Words of less than three letters find nothing."
        super().__init__(narrow=lambda rows, _text: rows, about=about)


class SimilarFilters(StrictFilterSet):
    """What is typed narrows nothing: it asks for what is like it (IdeaQuerySet.resembling)."""

    q = TypedFilter()
    municipality = municipality_filter()
