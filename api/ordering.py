"""Lists with several orders: `order` chooses one, and each is a keyset with an index of its own."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django.db.models import QuerySet

from api import rotation
from api.filters import StrictFilter, StrictFilterBackend
from api.pagination import KeysetPagination
from api.parameters import refuse_unknown

if TYPE_CHECKING:
    from api.views import PublicList as Base
else:
    Base = object

RANDOM = "random"
Orders = Mapping[str, Sequence[str]]


class OrderFilter(StrictFilter):
    """Narrows nothing. The cursor belongs to its order, as to the filters."""

    def __init__(self, orders: Orders, *, about: str) -> None:
        self.orders = orders
        self.schema = {"type": "string", "enum": list(orders)}
        super().__init__(narrow=_everything, about=about)

    def read(self, sent: str) -> str:
        refuse_unknown([sent], list(self.orders))
        return sent


class Ordered(Base):
    """Mixin of a list whose filters have an `order` (OrderFilter); without it the list has its own."""

    orders: ClassVar[Orders]

    @property
    def pagination_class(self) -> type[KeysetPagination]:  # type: ignore[override]
        return rotation.RotatingPagination if self._order() == RANDOM else KeysetPagination

    def keyset(self) -> Sequence[str]:
        order = self._order()
        return self.orders[order] if order else super().keyset()

    def _order(self) -> Any:
        """As sent, and known. Raises Invalid."""
        request = getattr(self, "request", None)  # there is none where OpenAPI is written
        filters = StrictFilterBackend().checked(request, self) if request is not None else None
        return filters.values.get("order") if filters else None


def _everything(rows: QuerySet[Any], _order: Any) -> QuerySet[Any]:
    return rows
