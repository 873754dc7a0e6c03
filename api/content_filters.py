"""The filters that lists of contents share: by place, topic, organization, and by words."""

from typing import Any

from django.db.models import QuerySet

from api.filter_kinds import SearchFilter, SlugsFilter
from api.filters import Narrow
from api.parameters import Values
from core.municipalities.models import District, Municipality, Organization, Topic


def municipality_filter() -> SlugsFilter:
    """For lists of what is addressed to municipalities (core.municipalities.addressing)."""
    return SlugsFilter(Municipality, narrow=_addressed, about="Slugs of municipalities. Region-wide items match each.")


def _addressed(rows: Any, slugs: Values) -> QuerySet[Any]:
    return rows.for_municipalities(slugs)  # type: ignore[no-any-return]


def district_filter() -> SlugsFilter:
    return SlugsFilter(District, narrow=_naming("districts"), about="Slugs of districts.")


def topic_filter() -> SlugsFilter:
    return SlugsFilter(Topic, narrow=_naming("topics"), about="Slugs of topics.")


def _naming(relation: str) -> Narrow:
    def narrow(rows: Any, slugs: Values) -> QuerySet[Any]:
        return rows.naming(relation, slugs)  # type: ignore[no-any-return]

    return narrow


def search_filter(columns: str) -> SearchFilter:
    """For lists whose rows are searched by `matching`; `columns` tells what is."""
    about = f"Words of {columns}, also parts of words. The best come first, and not more than 500."
    return SearchFilter(narrow=_matching, about=about)


def _matching(rows: Any, text: str) -> QuerySet[Any]:
    return rows.matching(text)  # type: ignore[no-any-return]


def organization_filter() -> SlugsFilter:
    about = "Slugs of organizations."
    return SlugsFilter(Organization, narrow=lambda rows, slugs: rows.filter(organization__slug__in=slugs), about=about)
