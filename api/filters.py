"""Query parameters: each known, each value checked and bounded; what is wrong is named."""

import difflib
import uuid
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _
from rest_framework.filters import BaseFilterBackend

from api.fields import CONTROLS, read_day, read_moment
from api.shapes import NOW, Shape, Slot
from core.errors import FieldError, Invalid
from core.municipalities.models import District, Municipality, Organization, Topic

MOST_VALUES = 50
LONGEST_VALUE = 100

Values = list[str]
Narrow = Callable[[Any, Any], QuerySet[Any]]  # each model's queryset has questions of its own
Known = Callable[[Values], Iterable[str]]


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
        """Narrowed by all that was sent, but for the parameters in `without`; searches last, as they end after 500."""
        sent = [name for name in self.values if name not in without]
        for name in sorted(sent, key=lambda name: isinstance(self.base_filters[name], SearchFilter)):
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
    """

    many = False
    required = False
    longest = LONGEST_VALUE
    has_shape = True
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


class CodesFilter(StrictFilter):
    """One or several of fixed codes: `kind=workshop,lecture`. Without `narrow`, `column` holds one of them."""

    many = True

    def __init__(
        self, choices: Sequence[tuple[str, Any]], *, about: str, column: str = "", narrow: Narrow | None = None
    ) -> None:
        self.has_shape = narrow is None  # a narrowing of its own may look at the codes
        self.codes = [code for code, _label in choices]
        self.schema = {"type": "string", "enum": self.codes}
        super().__init__(narrow=narrow or (lambda rows, codes: rows.filter(**{f"{column}__in": codes})), about=about)

    def read(self, sent: Values) -> Values:
        refuse_unknown(sent, self.codes)
        return sent


class BooleanFilter(StrictFilter):
    """`true` or `false`."""

    has_shape = False  # a narrowing looks at the value
    schema = {"type": "boolean"}

    def read(self, sent: str) -> bool:
        refuse_unknown([sent], ["true", "false"])
        return sent == "true"


class SlugsFilter(StrictFilter):
    """One or several slugs of a table: `municipality=borsdorf,brandis`. One small query tells whether all exist.

    `among` narrows the table to what may be named: slugs of drafts are as unknown as any other word.
    """

    many = True
    schema = {"type": "string", "pattern": "^[a-z0-9-]+$", "maxLength": LONGEST_VALUE}
    # Slugs that once existed, so that ordinary requests ask nothing. One that has gone since finds nothing.
    seen: ClassVar[dict[type[Model], set[str]]] = defaultdict(set)

    def __init__(
        self, model: type[Model], *, narrow: Narrow, about: str, among: Callable[[Any], QuerySet[Any]] | None = None
    ) -> None:
        self.table, self.among = model, among
        super().__init__(narrow=narrow, about=about)

    def read(self, sent: Values) -> Values:
        if not self.among and self.seen[self.table].issuperset(sent):
            return sent
        rows = self.table._default_manager.all()
        rows = self.among(rows) if self.among else rows
        found = set(rows.filter(slug__in=sent).values_list("slug", flat=True))
        if found != set(sent):
            refuse_unknown(sent, sorted(rows.values_list("slug", flat=True)))
        if not self.among:
            self.seen[self.table] |= found
        return sent


class WordsFilter(StrictFilter):
    """Free words, one or several: tags."""

    many = True
    schema = {"type": "string", "maxLength": LONGEST_VALUE}

    def read(self, sent: Values) -> Values:
        return sent


class SearchFilter(StrictFilter):
    """A search text. Its list is a Ranked one (api.ranking)."""

    has_shape = False  # the SQL depends on the words
    schema = {"type": "string", "minLength": 1, "maxLength": LONGEST_VALUE}

    def read(self, sent: str) -> str:
        return sent


class MomentFilter(StrictFilter):
    """An RFC 3339 moment with its offset."""

    schema = {"type": "string", "format": "date-time"}

    def read(self, sent: str) -> datetime:
        # A plus sign that nobody escaped arrives as a space.
        moment = read_moment(sent.replace(" ", "+"))
        if moment is None:
            sentence = _("Please write a moment with its offset, as in 2026-12-05T18:00:00+01:00.")
            raise ValidationError(sentence, code="invalid")
        return moment


class DayFilter(StrictFilter):
    """A day of the calendar, as in 2026-12-05."""

    schema = {"type": "string", "format": "date"}

    def read(self, sent: str) -> date:
        day = read_day(sent)
        if day is None:
            raise ValidationError(_("Please write a day as in 2026-12-05."), code="invalid")
        return day


class IdFilter(StrictFilter):
    """The id of what the `column` refers to."""

    schema = {"type": "string", "format": "uuid"}

    def __init__(self, *, column: str, about: str) -> None:
        super().__init__(narrow=lambda rows, known_id: rows.filter(**{column: known_id}), about=about)

    def read(self, sent: str) -> uuid.UUID:
        try:
            return uuid.UUID(sent)
        except ValueError as fault:
            sentence = _("Please write an id as in 01a20bef-92e7-773f-9902-d3f41781bcf8.")
            raise ValidationError(sentence, code="invalid") from fault


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


def bounded(value: str, longest: int = LONGEST_VALUE) -> str:
    """The value without surrounding space. Raises ValidationError where it is empty, too long or no text."""
    value = value.strip()
    if not value:
        raise ValidationError(_("This parameter must not be empty."), code="empty")
    if len(value) > longest:
        raise ValidationError(_("This value is too long."), code="too_long")
    if CONTROLS.search(value):
        raise ValidationError(_("This text holds a character that is not allowed here."), code="invalid_character")
    return value


def refuse_unknown(sent: Values, known: Sequence[str]) -> None:
    """Raise ValidationError for the first value that is not known, with those that are, the nearest first."""
    for value in sent:
        if value not in known:
            near = difflib.get_close_matches(value, known, n=5) or known[:MOST_VALUES]
            sentence = _("“%(value)s” is not known. Known are, for example: %(known)s.")
            raise ValidationError(sentence % {"value": value, "known": ", ".join(near)}, code="unknown_value")


def refuse_repeated(sent: Any, single: Iterable[str]) -> None:
    """Raise Invalid for a parameter that may stand only once and does not: which one counts would be a guess."""
    repeated = [name for name in single if len(sent.getlist(name)) > 1]
    if repeated:
        detail = _("This parameter may stand only once.")
        raise Invalid([FieldError(name, "repeated", detail) for name in repeated])


def refuse_unknown_parameters(sent: Iterable[str], known: Sequence[str]) -> None:
    """Raise Invalid with the name of each parameter that the route does not know."""
    sentence = _("This route has no such parameter. It has: %(known)s.") % {"known": ", ".join(sorted(known)) or "–"}
    unknown = [name for name in sent if name not in known]
    if unknown:
        raise Invalid([FieldError(name[:LONGEST_VALUE], "unknown_parameter", sentence) for name in unknown])
