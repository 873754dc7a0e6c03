"""The kinds of filters: codes, slugs, words, moments, days, ids; each reads its value and refuses others."""

import uuid
from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils.translation import gettext as _

from api.fields import read_day, read_moment
from api.filters import Narrow, StrictFilter
from api.parameters import LONGEST_VALUE, Values, refuse_unknown


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
    comes_last = True  # it keeps only the best 500
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
