"""Refusals of the services as messages beside the fields of a form."""

from collections.abc import Iterable

from django import forms

from core.errors import FieldError, Invalid, Refusal


def add_errors(form: forms.Form | forms.ModelForm, errors: Iterable[FieldError]) -> None:  # type: ignore[type-arg]
    """Each beside the field its pointer names, or above the form where there is none."""
    for error in errors:
        whole = error.pointer.strip("/")
        names = (whole.replace("/", "-"), whole.partition("/")[0])
        form.add_error(next((name for name in names if name in form.fields), None), str(error.detail))


def add_refusal(form: forms.ModelForm, field: str, refusal: Refusal | None) -> None:  # type: ignore[type-arg]
    """What a service would say, beside this field."""
    if refusal is not None:
        form.add_error(field, str(refusal.detail))


def beside_fields(form: forms.Form, refusal: Refusal) -> None:
    """What a service refused: at the fields it names, else above the form."""
    if isinstance(refusal, Invalid) and refusal.errors:
        add_errors(form, refusal.errors)
    else:
        form.add_error(None, str(refusal.detail))
