"""What a person's name may be: it stands in mails that go to whatever address a stranger typed."""

import re
import unicodedata

from django.utils.translation import gettext as _

from core.errors import FieldError, Invalid

LINK = re.compile(r"://|www\.|\.[a-z]{2,}/", re.IGNORECASE)
# They turn around how the rest of a line reads (Unicode UAX 9, 2.1 to 2.4): in lists of participants, and in letters.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
# Letters and a symbol that look like nothing: Hangul's fillers, the empty pattern of Braille.
BLANK = frozenset("\u115f\u1160\u3164\uffa0\u2800")


def check(name: str, *, pointer: str) -> None:
    """Raise Invalid where a name carries an Internet address, so that nobody advertises through our mails, or where
    nobody could read it: it shows nothing, or turns around what stands beside it. None at all is for others to refuse.
    """
    if LINK.search(name):
        raise Invalid([FieldError(pointer, "holds_link", _("Please enter a name without an Internet address."))])
    if TURNING.search(name) or (name and not any(_shows(letter) for letter in name)):
        raise Invalid([FieldError(pointer, "not_readable", _("Please enter a name that can be read."))])


def _shows(letter: str) -> bool:
    """Whether there is something to see: letters, numbers, signs and symbols, but for the blank ones."""
    return unicodedata.category(letter)[0] in "LNPS" and letter not in BLANK
