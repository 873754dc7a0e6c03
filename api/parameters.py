"""What is refused of query parameters, whatever they mean: what is empty, too long, unknown or repeated."""

import difflib
from collections.abc import Iterable, Sequence
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from api.fields import CONTROLS
from core.errors import FieldError, Invalid

MOST_VALUES = 50
LONGEST_VALUE = 100

Values = list[str]


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
