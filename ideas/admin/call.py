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
from core.errors import FieldError
from ideas.models import IdeaCall
from ideas.services import editing


class IdeaCallForm(PublishableForm):
    class Meta:
        model = IdeaCall
        fields = ()  # the page names them

    def contradictions(self, values: dict[str, Any]) -> Iterable[FieldError]:
        opens_at, closes_at = values.get("opens_at"), values.get("closes_at")
        if opens_at and closes_at and closes_at <= opens_at:
            yield FieldError("/closes_at", "not_after_opening", gettext("The call must close after it opens."))


@admin.register(IdeaCall)
class IdeaCallAdmin(PublishableAdmin):
    act = Act.CALLS
    form = IdeaCallForm
    list_display = ["title", "opens_at", "closes_at", "organization", "shown_publication"]
    list_filter = ["publication", "organization"]
    list_select_related = ["organization"]
    search_fields = ["title", "text"]
    ordering = ["-opens_at", "-id"]
    autocomplete_fields = []
    prepopulated_fields = {"slug": ["title"]}
    fieldsets = [
        (None, {"fields": ["title", "slug", "text", "what_happens", "tags", "version"]}),
        (_("Time"), {"fields": ["opens_at", "closes_at"]}),
        (_("For whom"), {"fields": ["organization", "municipalities", "topics"]}),
        (_("Publication"), {"fields": ["publication", "published_at"]}),
    ]

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:
        return super(PublishableAdmin, self).get_search_results(request, queryset, search_term)  # type: ignore[no-any-return]

    def store(self, form: ModelForm, *, by: Actor) -> None:  # type: ignore[type-arg]
        names = ("municipalities", "topics")
        editing.save_call(form.instance, **{name: form.cleaned_data[name] for name in names}, by=by)
