"""The milestones on a measure's page."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.administration import refusals
from core.administration.models import TabularInline
from core.errors import FieldError
from ideas.models import Milestone
from ideas.services import measure_milestones


class MilestoneForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = Milestone
        fields = ()  # the page names them

    def clean(self) -> dict[str, Any]:
        values = super().clean() or {}
        names = ("title", "planned_on", "planned_precision", "reached_on")
        said = Milestone(**{name: values.get(name) for name in names})
        found = measure_milestones.problems([said], today=timezone.localdate())
        fields = [FieldError(f"/{one.pointer.rpartition('/')[2]}", one.code, one.detail) for one in found]
        refusals.add_errors(self, [one for one in fields if one.pointer.strip("/") not in self.errors])
        return values


class MilestoneInline(TabularInline):
    model = Milestone
    form = MilestoneForm
    extra = 0
    max_num = measure_milestones.MOST
    fields = ["title", "planned_on", "planned_precision", "reached_on"]
    verbose_name_plural = _("Milestones")

    def get_queryset(self, request: Any) -> Any:
        return super().get_queryset(request).in_order()


def those_staying(formset: Any) -> list[Milestone]:
    """The milestones as the form says them, without those to be deleted."""
    return [form.instance for form in formset.forms if form not in formset.deleted_forms and form.instance.title]
