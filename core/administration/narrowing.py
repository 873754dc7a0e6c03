"""What a list of the administration may be narrowed by: what its page offers, and nothing else."""

import re
from typing import Any, ClassVar

from django.contrib.admin import SimpleListFilter
from django.http import HttpRequest

# As the library's filters write them: `state__exact`, `organization__id__exact`, `at__gte`.
LOOKUP = re.compile(r"(__(id|pk))?(__(exact|in|isnull|gte|gt|lte|lt))?")


class NarrowedAsOffered:
    """By any other column one could guess, letter by letter, what the page does not show."""

    further_lookups: ClassVar[tuple[str, ...]] = ()
    """Columns besides those of `list_filter` by which links of ours narrow the list."""

    def lookup_allowed(self, lookup: str, _value: str, request: HttpRequest) -> bool:
        """Whether an address may ask for it; else the answer is a 400."""
        offered = (*self.further_lookups, *map(_column, self.get_list_filter(request)))  # type: ignore[attr-defined]
        rests = [lookup.removeprefix(name) for name in offered if lookup.startswith(name)]
        return any(LOOKUP.fullmatch(rest) for rest in rests)


def _column(one: Any) -> str:
    """The column, or the name in the address, of an entry in `list_filter`."""
    if isinstance(one, type) and issubclass(one, SimpleListFilter):
        return str(one.parameter_name)
    return str(one[0] if isinstance(one, tuple | list) else one)
