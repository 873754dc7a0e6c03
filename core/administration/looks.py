"""Fields that a form declares itself, drawn like those the library makes."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from unfold import widgets


class MomentInput(widgets.UnfoldAdminTextInputWidget):  # type: ignore[misc]
    """A day and a time, chosen with what the browser brings along: without a script, for screen readers too."""

    input_type = "datetime-local"

    def format_value(self, value: Any) -> Any:
        return value.strftime("%Y-%m-%dT%H:%M") if isinstance(value, datetime) else value


class DayInput(widgets.UnfoldAdminTextInputWidget):  # type: ignore[misc]
    """A day, chosen in the same way."""

    input_type = "date"

    def format_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, date) else value


class ClockInput(widgets.UnfoldAdminTextInputWidget):  # type: ignore[misc]
    """A time of the day, chosen in the same way."""

    input_type = "time"

    def format_value(self, value: Any) -> Any:
        return value.strftime("%H:%M") if isinstance(value, time) else value


TextArea = widgets.UnfoldAdminTextareaWidget
WIDGETS: dict[type[forms.Widget], type[forms.Widget]] = {
    forms.TextInput: widgets.UnfoldAdminTextInputWidget,
    forms.Textarea: TextArea,
    forms.EmailInput: widgets.UnfoldAdminEmailInputWidget,
    forms.NumberInput: widgets.UnfoldAdminIntegerFieldWidget,
    forms.Select: widgets.UnfoldAdminSelectWidget,
    forms.DateTimeInput: MomentInput,
    forms.DateInput: DayInput,
    forms.TimeInput: ClockInput,
    forms.SelectMultiple: widgets.UnfoldAdminCheckboxSelectMultipleWidget,
}


def name_parts(field: Any) -> Any:
    """A day and a time beside each other each say whose they are, for who does not see the label (WCAG 2.2, 1.3.1)."""
    if isinstance(field, forms.SplitDateTimeField):
        for part in field.widget.widgets:
            part.attrs["aria-label"] = f"{field.label}: {part.attrs.get('placeholder', '')}"
    return field


def dress(field: forms.Field) -> None:
    """Give a plain field the library's widget; what is drawn by another one already stays."""
    plain = field.widget
    drawn = WIDGETS.get(type(plain))
    if drawn is None:
        return
    # A width in letters is too wide for telephones.
    field.widget = drawn(attrs={name: value for name, value in plain.attrs.items() if name != "cols"})
    field.widget.is_required = field.required
    if isinstance(field, forms.ChoiceField):
        field.widget.choices = field.choices
