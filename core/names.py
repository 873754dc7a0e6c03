"""What a person's name may be: it stands in mails that go to whatever address a stranger typed."""

import re

from django.utils.translation import gettext as _

from core.errors import FieldError, Invalid

LINK = re.compile(r"://|www\.|\.[a-z]{2,}/", re.IGNORECASE)


def check(name: str, *, pointer: str) -> None:
    """Raise Invalid where a name carries an Internet address, so that nobody advertises through our mails."""
    if LINK.search(name):
        raise Invalid([FieldError(pointer, "holds_link", _("Please enter a name without an Internet address."))])
