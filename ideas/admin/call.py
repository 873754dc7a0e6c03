"""Calls for ideas."""

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.actors import Act, Actor
from core.administration.publishing import PublishableAdmin, PublishableForm
from core.administration.versions import WithVersions
from core.errors import FieldError
from ideas.models import IdeaCall, Phase
from ideas.services import editing


class IdeaCallForm(PublishableForm):
    class Meta:
        model = IdeaCall
        fields = ()  # the page names them

    def contradictions(self, values: dict[str, Any]) -> Iterable[FieldError]:
        opens_at, closes_at = values.get("opens_at"), values.get("closes_at")
        if opens_at and closes_at and closes_at <= opens_at:
            yield FieldError("/closes_at", "not_after_opening", gettext("The call must close after it opens."))
        for phase in Phase:
            starts_at, ends_at = values.get(f"{phase}_from"), values.get(f"{phase}_until")
            if ends_at and not starts_at:
                yield FieldError(f"/{phase}_from", "required", gettext("Please say also when it begins."))
            elif ends_at and ends_at <= starts_at:
                yield FieldError(
                    f"/{phase}_until", "not_after_start", gettext("The end must come after the beginning.")
                )


@admin.register(IdeaCall)
class IdeaCallAdmin(WithVersions, PublishableAdmin):
    versions, restore_with = editing.VERSIONS[IdeaCall], editing.restore_call
    act = Act.CALLS
    form = IdeaCallForm
    list_display = ["title", "opens_at", "closes_at", "organization", "shown_publication"]
    list_filter = ["publication", "organization"]
    list_select_related = ["organization"]
    search_fields = ["title", "text"]
    ordering = ["-opens_at", "-id"]
    autocomplete_fields = ["events"]
    prepopulated_fields = {"slug": ["title"]}
    fieldsets = [
        (None, {"fields": ["title", "slug", "question", "text", "examples", "tags", "version"]}),
        (_("What happens with the answers"), {"fields": ["what_happens", "answered_by", "participation", "events"]}),
        (
            _("Phases"),
            {
                "fields": [
                    ("opens_at", "closes_at"),
                    *((f"{phase}_from", f"{phase}_until") for phase in Phase if phase != Phase.COLLECTING),
                ],
                "description": _("Ideas are taken from opening to closing. The phases switch by themselves."),
            },
        ),
        (_("For whom"), {"fields": ["organization", "municipalities", "topics", "moderation"]}),
        (_("Publication"), {"fields": ["publication", "published_at"]}),
    ]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return super(PublishableAdmin, self).get_search_results(request, queryset, search_term)  # type: ignore[no-any-return]

    def store(self, form: ModelForm, *, by: Actor) -> None:  # type: ignore[type-arg]
        names = ("municipalities", "topics", "events")
        editing.save_call(form.instance, **{name: form.cleaned_data[name] for name in names}, by=by)
