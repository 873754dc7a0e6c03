"""Lists with a search: whoever asks `q` gets the best answers first."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from django.db.models import F, QuerySet

if TYPE_CHECKING:
    from api.views import PublicList as Base
else:
    Base = object


class Ranked(Base):
    """Mixin of a list whose filter `q` narrows it by `matching` (core.search), to at most 500 rows.

    Equally good ones stand in the list's own order. The cursor holds how good the last row was, and its place there:
    a page is computed from the same bounded set as the first, so what becomes better or worse meanwhile may move.
    """

    def keyset(self) -> Sequence[str]:
        ordering = super().keyset()
        if "q" not in self.request.GET:
            return ordering
        # A keyset has one direction.
        return ("-relevance" if ordering[0].startswith("-") else "irrelevance", *ordering)

    def filter_queryset(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        rows = super().filter_queryset(queryset)
        return rows.annotate(irrelevance=-F("relevance")) if "q" in self.request.GET else rows
