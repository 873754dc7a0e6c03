"""What the periods of RETENTION_DAYS must be before the service starts."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from core.privacy.retention import TABLE

# A century. Some thousands of years ago there is no day, and every rule would fail each night.
MOST_DAYS = 36_500


@register()
def periods_are_known(**_kwargs: Any) -> Sequence[CheckMessage]:
    """A mistyped key would leave what is to be deleted; less than a day would delete what has just come."""
    keys = {period.key for period in TABLE}
    found = []
    for key, days in settings.RETENTION_DAYS.items():
        if key not in keys:
            hint = f"There are: {', '.join(sorted(keys))}."
            found.append(Error(f"RETENTION_DAYS names “{key}”, which is no period of ours.", hint=hint))
        elif not 1 <= days <= MOST_DAYS:
            hint = f"It must be a day or more, and {MOST_DAYS} at most."
            found.append(Error(f"RETENTION_DAYS has {days} for “{key}”.", hint=hint))
    return found
