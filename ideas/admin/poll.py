"""Polls. Ballots are nowhere in the administration; what they add up to is told when everybody may know it."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.forms import ModelForm
from django.utils.html import format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.actors import Act, Actor
from core.administration.models import display
from core.administration.publishing import PublishableAdmin, PublishableForm
from core.errors import FieldError, Refusal
from ideas import poll_policies
from ideas.models import Poll
from ideas.services import polls


class PollForm(PublishableForm):
    options = forms.CharField(
        label=_("Options"), required=False, max_length=5000, widget=forms.Textarea,
        help_text=_("One per line. None for a short answer."),
    )  # fmt: skip

    class Meta:
        model = Poll
        fields = ()  # the page names them

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.is_change:
            labels = self.instance.options.order_by("position").values_list("label", flat=True)
            self.initial["options"] = "\n".join(labels)

    def clean_options(self) -> list[str]:
        labels = [line.strip() for line in self.cleaned_data["options"].splitlines() if line.strip()]
        if any(len(label) > 200 for label in labels):  # noqa: PLR2004 - as the column
            raise forms.ValidationError(gettext("An option has at most 200 characters."))
        return labels

    def contradictions(self, values: dict[str, Any]) -> Iterable[FieldError]:
        wanted = {name: values.get(name) for name in ("kind", "max_choices", "opens_at", "closes_at", "results_from")}
        return poll_policies.contradictions(Poll(**wanted), options=values.get("options", []))


@admin.register(Poll)
class PollAdmin(PublishableAdmin):
    act = Act.CALLS
    form = PollForm
    list_display = ["title", "kind", "opens_at", "closes_at", "organization", "shown_publication"]
    list_filter = ["publication", "organization", "call"]
    list_select_related = ["organization"]
    search_fields = ["title", "text"]
    autocomplete_fields = ["call"]
    ordering = ["-opens_at", "-id"]
    readonly_fields = ["counted"]
    fieldsets = [
        (None, {"fields": ["title", "text", "kind", "options", "max_choices"]}),
        (_("When"), {"fields": [("opens_at", "closes_at"), "results_from"]}),
        (_("For whom"), {"fields": ["organization", "municipalities", "call"]}),
        (_("Results"), {"fields": ["counted", "conclusion"]}),
        (_("Publication"), {"fields": ["publication", "published_at"]}),
    ]

    def get_search_results(self, request: Any, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return super(PublishableAdmin, self).get_search_results(request, queryset, search_term)  # type: ignore[no-any-return]

    def store(self, form: ModelForm, *, by: Actor) -> None:  # type: ignore[type-arg]
        values = form.cleaned_data
        polls.save(form.instance, municipalities=values["municipalities"], options=values["options"], by=by)

    @display(description=_("counted"))
    def counted(self, poll: Poll) -> str:
        """What everybody may know by now; nothing before."""
        if poll._state.adding:  # noqa: SLF001 - the page of a new one, which has neither dates nor ballots
            return "–"
        try:
            found = polls.results(poll)
        except Refusal as refusal:
            return str(refusal.detail)
        lines = [(option.label, option.votes) for option in found.options]  # type: ignore[attr-defined]
        return format_html_join("", "<p>{}: {}</p>", [(gettext("Ballots"), found.ballots), *lines])
