"""The questions of a workshop on its event's page."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.administration.models import StackedInline
from events import asking
from events.models import Question
from events.models.question import CHOOSING
from events.services import questions


class QuestionForm(forms.ModelForm):  # type: ignore[type-arg]
    lines = forms.CharField(
        label=_("answers to choose from"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("For a choice: one per line."),
    )

    class Meta:
        model = Question
        fields = ()  # the page names them

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lines"].initial = "\n".join(self.instance.choices)

    def clean(self) -> dict[str, Any]:
        """The database's own constraints are looked at with the choices in place."""
        values = super().clean() or {}
        lines = values.get("lines", "").splitlines() if values.get("kind") in CHOOSING else []
        self.instance.choices = [line.strip() for line in lines if line.strip()]
        said = {name: values.get(name) or "" for name in ("key", "kind", "label")}
        for error in asking.problems([Question(**said, choices=self.instance.choices)]):
            name = error.pointer.rpartition("/")[2]
            if name not in self.errors:
                self.add_error("lines" if name == "choices" else name, str(error.detail))
        return values


class QuestionInline(StackedInline):
    model = Question
    form = QuestionForm
    extra = 0
    max_num = asking.MOST
    verbose_name_plural = _("Questions to those who register")
    fieldsets = [
        (None, {"fields": ["label", ("key", "kind"), "lines", "help_text", ("is_required", "is_listed"), "keep_days"]})
    ]

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).order_by("position", "id")


def save(formset: Any, *, by: Actor) -> None:
    """Hand the questions that stay to the service, in their order."""
    formset.save(commit=False)  # fills what the administration's own log asks for
    stay = [form.instance for form in formset.forms if form not in formset.deleted_forms and form.instance.key]
    questions.put(formset.instance.pk, stay, by=by)
