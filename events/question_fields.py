"""The questions of a workshop as fields of a form: on the pages of mail links and in the administration."""

from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from events import wording
from events.asking import LONGEST_TEXT
from events.models import Question, QuestionKind, Workshop

PREFIX = "answers-"
RESIDENT = "is_resident"
YES_NO = {"yes": True, "no": False}


def fields(
    questions: Sequence[Question], given: Mapping[str, Any], *, many: type[forms.Widget] = forms.CheckboxSelectMultiple
) -> dict[str, forms.Field]:
    """A field for each, with what was answered before. What is refused, and why, is the service's to say."""
    return {f"{PREFIX}{one.key}": _field(one, given.get(one.key), many=many) for one in questions}


def declaration(workshop: Workshop) -> dict[str, forms.Field]:
    """The box to tick where the workshop is for residents only."""
    if not workshop.residents_only:
        return {}
    label = _("I live in %(places)s.") % {"places": wording.home(workshop.event)}
    return {RESIDENT: forms.BooleanField(label=label, required=False)}


def told(values: Mapping[str, Any], *, names: Sequence[str] | None = None) -> dict[str, Any]:
    """The answers by their keys, of all fields or only those named."""
    return {
        name.removeprefix(PREFIX): value
        for name, value in values.items()
        if name.startswith(PREFIX) and (names is None or name in names)
    }


def name_of(pointer: str) -> str:
    """The field that a pointer of a refusal means: “/answers/meal” is the one named “answers-meal”."""
    return pointer.strip("/").replace("/", "-")


def _field(question: Question, given: Any, *, many: type[forms.Widget]) -> forms.Field:
    label = question.label if question.is_required else _("%(question)s (optional)") % {"question": question.label}
    said: dict[str, Any] = {"label": label, "help_text": question.help_text, "required": False, "initial": given}
    choices = [(one, one) for one in question.choices]
    match question.kind:
        case QuestionKind.TEXT:
            return forms.CharField(**said, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3}))
        case QuestionKind.CONSENT:
            return forms.BooleanField(**said)
        case QuestionKind.SINGLE_CHOICE:
            return forms.ChoiceField(**said, choices=[("", _("Please choose")), *choices])
        case QuestionKind.MULTIPLE_CHOICE:
            return forms.MultipleChoiceField(**said, choices=choices, widget=many)
    said["initial"] = {True: "yes", False: "no"}.get(given)
    return forms.TypedChoiceField(
        **said, choices=[("", _("Please choose")), ("yes", _("yes")), ("no", _("no"))], coerce=YES_NO.get,
        empty_value=None,
    )  # fmt: skip
