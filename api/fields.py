"""Fields that take what they say and nothing that looks like it: no number for a text, no word for a boolean."""

import re
import uuid
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ErrorDetail, ValidationError
from rest_framework.request import Request

from api.bearer import PARAMETER, MisplacedToken
from core.mail.addresses import check_domain

# C0 and C1 without tab, line feed and carriage return; line and paragraph separators break lines where nobody looks.
CONTROLS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029]")
LINE_BREAKS = re.compile("[\t\n\r]")
# RFC 3339 5.6; the offset is not optional.
MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d{1,6})?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
CLOCK_TIME = re.compile("^([01][0-9]|2[0-3]):[0-5][0-9]$")
YEARS = range(1900, 2201)
LONGEST_ECHO = 50  # of what was sent wrongly, in the sentence about it
LONGEST_ADDRESS = 254  # RFC 5321 4.5.3.1.3, less the angle brackets


class StrictCharField(serializers.CharField):
    """Text, trimmed. One line unless `multiline`; line ends become line feeds. `max_length` counts characters."""

    default_error_messages = {
        "invalid_character": _("This text holds a character that is not allowed here."),
    }

    def __init__(self, *, multiline: bool = False, **kwargs: Any) -> None:
        self.multiline = multiline
        super().__init__(**kwargs)

    def run_validation(self, data: Any = serializers.empty) -> Any:
        if data is not serializers.empty and data is not None and not isinstance(data, str):
            self.fail("invalid")
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> str:
        text = super().to_internal_value(data)
        if self.multiline:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        if CONTROLS.search(text) or (not self.multiline and LINE_BREAKS.search(text)):
            self.fail("invalid_character")
        return text


class StrictEmailField(StrictCharField, serializers.EmailField):
    """An address that a mail can be sent to; what could become a second header or recipient is none."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": LONGEST_ADDRESS, **kwargs})
        self.validators.append(check_domain)


class StrictIntegerField(serializers.IntegerField):
    """A JSON number without fraction. Bounds are required: the database has some."""

    def __init__(self, *, min_value: int, max_value: int, **kwargs: Any) -> None:
        super().__init__(min_value=min_value, max_value=max_value, **kwargs)

    def to_internal_value(self, data: Any) -> int:
        if isinstance(data, bool) or not isinstance(data, int):
            self.fail("invalid")
        return data


class StrictFloatField(serializers.FloatField):
    """A JSON number within bounds, such as a coordinate in degrees."""

    def __init__(self, *, min_value: float, max_value: float, **kwargs: Any) -> None:
        super().__init__(min_value=min_value, max_value=max_value, **kwargs)

    def to_internal_value(self, data: Any) -> float:
        if isinstance(data, bool) or not isinstance(data, int | float):
            self.fail("invalid")
        return float(data)


class StrictBooleanField(serializers.BooleanField):
    def to_internal_value(self, data: Any) -> bool:
        if not isinstance(data, bool):
            self.fail("invalid", input=data)
        return data


class StrictChoiceField(serializers.ChoiceField):
    """One of the codes, as a string."""

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or data not in self.choices:
            self.fail("invalid_choice", input=str(data)[:LONGEST_ECHO])
        return super().to_internal_value(data)


class StrictUUIDField(serializers.UUIDField):
    """In the form with hyphens only."""

    def to_internal_value(self, data: Any) -> uuid.UUID:
        if not isinstance(data, str) or len(data) != 36:  # noqa: PLR2004
            self.fail("invalid", value=data)
        return super().to_internal_value(data)


class StrictDateTimeField(serializers.DateTimeField):
    """A moment as RFC 3339 writes it, offset included, between the years 1900 and 2200."""

    default_error_messages = {
        "invalid": _("Please write a moment with its offset, as in 2026-12-05T18:00:00+01:00."),
    }

    def to_internal_value(self, value: Any) -> datetime:
        moment = read_moment(value) if isinstance(value, str) else None
        if moment is None:
            self.fail("invalid")
        return moment


class StrictDateField(serializers.DateField):
    """A day of the calendar, between the years 1900 and 2200."""

    default_error_messages = {"invalid": _("Please write a day as in 2026-12-05.")}

    def to_internal_value(self, value: Any) -> date:
        day = read_day(value) if isinstance(value, str) else None
        if day is None:
            self.fail("invalid")
        return day


@extend_schema_field({"type": "string", "pattern": CLOCK_TIME.pattern, "example": "22:00"})
class StrictTimeField(serializers.TimeField):
    """What a clock shows, hours and minutes."""

    default_error_messages = {"invalid": _("Please write a time of day as in 22:00.")}

    def to_internal_value(self, value: Any) -> time:
        if not isinstance(value, str) or not CLOCK_TIME.fullmatch(value):
            self.fail("invalid")
        return time.fromisoformat(value)

    def to_representation(self, value: time) -> str:
        return value.strftime("%H:%M")


def read_moment(text: str) -> datetime | None:
    """The moment that an RFC 3339 text names; None where it is not one or lies outside our years."""
    if not MOMENT.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text.upper())
    except ValueError:
        return None
    return moment if moment.year in YEARS else None


def read_day(text: str) -> date | None:
    """The day that an RFC 3339 full-date names, under the same conditions."""
    if not DAY.fullmatch(text):
        return None
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if day.year in YEARS else None


class StrictSerializer(serializers.Serializer[Any]):
    """A body of which every member is known; an unknown one is an error under its own name, not silence."""

    def to_internal_value(self, data: Any) -> Any:
        unknown = []
        if isinstance(data, Mapping):
            unknown = [str(name) for name in data if name not in self.fields or self.fields[name].read_only]
        detail = ErrorDetail(str(_("This member is not known here.")), code="unknown_field")
        try:
            value = super().to_internal_value(data)
        except ValidationError as error:
            known: Any = error.detail
            raise ValidationError({**known, **{name: [detail] for name in unknown}}) from error
        if unknown:
            raise ValidationError({name: [detail] for name in unknown})
        return value

    @classmethod
    def read(cls, request: Request, **kwargs: Any) -> Any:
        """What the request's body says, valid. Raises ValidationError, which becomes a 400, and MisplacedToken."""
        if isinstance(request.data, Mapping) and PARAMETER in request.data:
            raise MisplacedToken
        serializer = cls(data=request.data, **kwargs)
        serializer.is_valid(raise_exception=True)
        return serializer.validated_data

    @classmethod
    def read_changes(cls, request: Request, **kwargs: Any) -> Any:
        """The same for PATCH: only what was sent, nothing is required."""
        return cls.read(request, partial=True, **kwargs)
