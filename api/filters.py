"""The filters of a list: each parameter known, each value checked and bounded; what is wrong is named."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.filters import BaseFilterBackend

from api.parameters import LONGEST_VALUE, MOST_VALUES, Values, bounded
from api.shapes import NOW, Shape, Slot
from core.errors import FieldError, Invalid

Narrow = Callable[[Any, Any], QuerySet[Any]]  # each model's queryset has questions of its own


class StrictFilterBackend(BaseFilterBackend):
    """Narrows a list by the view's `filterset_class`. Raises Invalid with the name of each wrong parameter."""

    def filter_queryset(self, request: Any, queryset: QuerySet[Any], view: Any) -> QuerySet[Any]:
        filters = self.checked(request, view)
        return queryset if filters is None else filters.filter_queryset(queryset)

    def checked(self, request: Any, view: Any) -> "StrictFilterSet | None":
        """The filters as sent, read once per request. Raises Invalid."""
        kind: type[StrictFilterSet] | None = getattr(view, "filterset_class", None)
        if kind is None:
            return None
        if not hasattr(view, "filters"):
            view.filters = kind(request.GET)
        filters: StrictFilterSet = view.filters
        return filters


class StrictFilterSet:
    """Filters of one list, each an attribute of the class. Raises Invalid for what was sent wrongly.

    After `by_shape()` it narrows by slots (api.shapes) in place of the values; `now` is one, too.
    """

    base_filters: ClassVar[Mapping[str, "StrictFilter"]] = {}

    def __init_subclass__(cls) -> None:
        own = {name: one for name, one in vars(cls).items() if isinstance(one, StrictFilter)}
        cls.base_filters = {**cls.base_filters, **own}

    def __init__(self, data: QueryDict) -> None:
        self.data = data
        self.now: Any = timezone.now()
        self.values: dict[str, Any] = {}
        errors = []
        for name, one in self.base_filters.items():
            if one.required and name not in data:
                errors.append(FieldError(name, "required", _("This parameter is needed.")))
            try:
                if name in data:
                    self.values[name] = one.clean(data.getlist(name))
            except ValidationError as fault:
                errors += [FieldError(name, error.code or "invalid", error.messages[0]) for error in fault.error_list]
        if errors:
            raise Invalid(errors)
        for name in self.values:
            self.base_filters[name].check(self.values)

    def filter_queryset(self, queryset: QuerySet[Any], *, without: Collection[str] = ()) -> QuerySet[Any]:
        """Narrowed by all that was sent, but for the parameters in `without`."""
        sent = [name for name in self.values if name not in without]
        for name in sorted(sent, key=lambda name: self.base_filters[name].comes_last):
            queryset = self.base_filters[name].filter(queryset, self.values)
        return queryset

    def by_shape(self) -> Shape | None:
        """What two requests have in common whose SQL differs only in values; None where it differs in more."""
        if not all(self.base_filters[name].has_shape for name in self.values):
            return None
        shape = Shape()
        shape.fill(NOW, self.now)
        for name, value in self.values.items():
            if isinstance(value, list):
                self.values[name] = [shape.fill(Slot(f"{name} {number}"), one) for number, one in enumerate(value)]
            else:
                self.values[name] = shape.fill(Slot(name), value)
        self.now = NOW
        return shape


class StrictFilter:
    """`narrow` asks the queryset one question; `schema` describes one value to OpenAPI.

    It stands once, or, with `many`, is repeated or holds its values separated by commas. With `has_shape` the SQL
    depends on the number of the values alone: then `narrow` gets their places (api.shapes) and hands them on unread.
    With `comes_last` it narrows what all others have left.
    """

    many = False
    required = False
    longest = LONGEST_VALUE
    has_shape = True
    comes_last = False
    schema: dict[str, Any]

    def __init__(self, *, narrow: Narrow, about: str) -> None:
        self.narrow, self.about = narrow, about

    def clean(self, sent: Values) -> Any:
        """What was sent, as `read` understands it. Raises ValidationError with a code."""
        if not self.many:
            if len(sent) > 1:
                raise ValidationError(_("This parameter may stand only once."), code="repeated")
            return self.read(bounded(sent[0], self.longest))
        values = [bounded(value) for text in sent for value in text.split(",", MOST_VALUES)]
        if len(values) > MOST_VALUES:
            raise ValidationError(_("These are too many values."), code="too_many")
        return self.read(list(dict.fromkeys(values)))

    def read(self, sent: Any) -> Any:
        """The value a text stands for. Raises ValidationError with a code."""
        raise NotImplementedError

    def check(self, values: Mapping[str, Any]) -> None:
        """For a filter that needs another one: raises Invalid where that is missing."""

    def filter(self, rows: QuerySet[Any], values: Mapping[str, Any]) -> QuerySet[Any]:
        return self.narrow(rows, values[self.name])

    def __set_name__(self, _owner: type, name: str) -> None:
        self.name = name
