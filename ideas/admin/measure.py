"""Measures, their milestones, and what is told of them."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.actors import Act
from core.administration.models import ReadOnly, TabularInline, acting, display
from core.administration.publishing import PublishableAdmin, PublishableForm
from core.administration.versions import WithVersions
from core.errors import FieldError
from core.models import Publication
from ideas.admin import milestone
from ideas.admin.milestone import MilestoneInline
from ideas.models import Measure, MeasureProgress, MeasureStatus, Milestone
from ideas.services import editing, measures

STATUS_LABELS: dict[Any, str] = {
    **dict.fromkeys(MeasureStatus, "info"),
    MeasureStatus.RUNNING: "warning",
    MeasureStatus.DONE: "success",
}


CENTS = 100


class MeasureForm(PublishableForm):
    amount = forms.DecimalField(
        label=_("Amount of the funding, in euros"), required=False, min_value=0, max_digits=14, decimal_places=2
    )
    news = forms.CharField(
        label=_("News"), required=False, max_length=2000, widget=forms.Textarea,
        help_text=_("Public, and sent to all whose ideas led to this measure. It cannot be changed later."),
    )  # fmt: skip

    class Meta:
        model = Measure
        fields = ()  # the page names them

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cents = self.instance.funding_cents
        self.initial["amount"] = None if cents is None else Decimal(cents) / CENTS

    def clean_external_id(self) -> str | None:
        """An empty field is no number, or two measures without one would clash."""
        return self.cleaned_data["external_id"] or None

    def contradictions(self, values: dict[str, Any]) -> Iterable[FieldError]:
        if values.get("news") and values.get("publication") != Publication.PUBLISHED:
            sentence = gettext("Please publish the measure first: nobody could read this.")
            yield FieldError("/news", "not_public", sentence)

    def adjust(self, values: dict[str, Any]) -> None:
        amount = values.get("amount")
        self.instance.funding_cents = None if amount is None else int(amount * CENTS)


class ProgressInline(ReadOnly, TabularInline):
    model = MeasureProgress
    verbose_name_plural = _("What was told")
    fields = ["position", "happened_on", "status_to", "milestones", "text"]
    ordering = ["-position"]
    extra = 0


@admin.register(Measure)
class MeasureAdmin(WithVersions, PublishableAdmin):
    act = Act.CALLS
    versions, restore_with = editing.VERSIONS[Measure], measures.restore
    form = MeasureForm
    inlines = [MilestoneInline, ProgressInline]
    list_display = ["name", "shown_status", "progress", "topic", "lead", "shown_publication"]
    list_filter = ["status", "publication", "topic", "municipalities"]
    list_select_related = ["topic", "lead"]
    autocomplete_fields = []
    ordering = ["sort_key", "id"]
    prepopulated_fields = {"slug": ["name"]}
    fieldsets = [
        (None, {"fields": ["name", "slug", "description", "topic"]}),
        (
            _("Progress"),
            {
                "fields": ["status", "progress", "status_text", "news"],
                "description": _("A new status, a milestone reached and news are told to all whose ideas led to it."),
            },
        ),
        (_("For whom"), {"fields": ["municipalities", "lead", "organization"]}),
        (_("Funding"), {"fields": ["funding", "amount", "funding_programme"]}),
        (_("More"), {"fields": ["url", "sources", "external_id"]}),
        (_("Publication"), {"fields": ["publication", "published_at"]}),
    ]

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: Any) -> None:  # noqa: ARG002
        """Together: what is reached and what is said about it is one piece of news."""
        values = form.cleaned_data
        for formset in formsets:
            formset.save(commit=False)  # fills what the administration's own log asks for
        measures.save(
            form.instance, municipalities=values["municipalities"], news=values["news"], by=acting(request),
            milestones=next(milestone.those_staying(formset) for formset in formsets if formset.model is Milestone),
        )  # fmt: skip

    @display(description=_("status"), ordering="status", label=STATUS_LABELS)
    def shown_status(self, measure: Measure) -> tuple[str, str]:
        return measure.status, measure.get_status_display()
