"""What the newsletter needs before the service starts."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured

from news import issue_policies
from news.models import Frequency


@register()
def rhythms_are_readable(**_kwargs: Any) -> Sequence[CheckMessage]:
    """A mistyped time shall stop the start, not each attempt to begin an issue."""
    found = []
    lines = {Frequency.WEEKLY: settings.NEWSLETTER_WEEKLY, Frequency.DAILY: settings.NEWSLETTER_DAILY}
    for frequency, line in lines.items():
        try:
            issue_policies.read(line, frequency=frequency)
        except ImproperlyConfigured as fault:
            found.append(Error(str(fault)))
    return found
