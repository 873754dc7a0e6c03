"""Measures."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.administration.models import display
from core.administration.publishing import PublishableAdmin, PublishableForm
from core.administration.versions import WithVersions
from ideas.models import Measure, MeasureStatus
from ideas.services import editing

STATUS_LABELS: dict[Any, str] = {
    **dict.fromkeys(MeasureStatus, "info"),
    MeasureStatus.RUNNING: "warning",
    MeasureStatus.DONE: "success",
}


class MeasureForm(PublishableForm):
    class Meta:
        model = Measure
        fields = ()  # the page names them

    def clean_external_id(self) -> str | None:
        """An empty field is no number, or two measures without one would clash."""
        return self.cleaned_data["external_id"] or None


@admin.register(Measure)
class MeasureAdmin(WithVersions, PublishableAdmin):
    versions, restore_with = editing.VERSIONS[Measure], editing.restore_measure
    form = MeasureForm
    list_display = ["name", "shown_status", "topic", "lead", "shown_publication"]
    list_filter = ["status", "publication", "topic", "municipalities"]
    list_select_related = ["topic", "lead"]
    autocomplete_fields = []
    ordering = ["sort_key", "id"]
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [
        (None, {"fields": ["name", "slug", "description", "status", "status_text", "topic", "version"]}),
        (_("For whom"), {"fields": ["municipalities", "lead"]}),
        (_("More"), {"fields": ["url", "sources", "external_id"]}),
        (_("Publication"), {"fields": ["publication", "published_at"]}),
    ]

    def store(self, form: ModelForm, *, by: Actor) -> None:  # type: ignore[type-arg]
        editing.save_measure(form.instance, municipalities=form.cleaned_data["municipalities"], by=by)

    @display(description=_("status"), ordering="status", label=STATUS_LABELS)
    def shown_status(self, measure: Measure) -> tuple[str, str]:
        return measure.status, measure.get_status_display()
