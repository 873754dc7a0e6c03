"""What the pages of events, news and others share: publication, those they address, and the search for words."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from core.accounts import roles
from core.actors import Actor
from core.administration import refusals
from core.administration.models import CheckboxSelectMultiple, ServiceModelAdmin, acting, display
from core.administration.pictures import PictureForm
from core.errors import FieldError, Refusal
from core.models import Publication
from core.municipalities import addressing
from core.municipalities.models import Organization

# Colours of the publication states in lists.
PUBLICATION_LABELS: dict[Any, str] = {
    Publication.DRAFT: "info",
    Publication.SCHEDULED: "warning",
    Publication.PUBLISHED: "success",
    Publication.WITHDRAWN: "danger",
}


class ExactForm(forms.ModelForm):  # type: ignore[type-arg]
    """Leaves a moment whose field was not touched as it is: the field does not show its microseconds."""

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        for name in values.keys() - set(self.changed_data):
            if isinstance(values[name], datetime) and name in self.initial:
                values[name] = self.initial[name]
        return values


class WatchfulForm(ExactForm):
    """Refuses to overwrite what somebody else has changed since the page was opened."""

    version = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_change = kwargs.get("instance") is not None
        self.initial["version"] = self.instance.updated_at.isoformat()

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        if self.is_change and values.get("version") != self.instance.updated_at.isoformat():
            raise forms.ValidationError(_("Somebody has changed this in the meantime. Please load the page again."))
        return values


class PublishableForm(WatchfulForm):
    """Refuses, beside the field, what the service would refuse."""

    def adjust(self, values: dict[str, Any]) -> None:
        """Complete what the fields leave open."""

    def contradictions(self, values: dict[str, Any]) -> Iterable[FieldError]:  # noqa: ARG002
        """What the domain's policy says against these values together."""
        return ()

    def clean(self) -> dict[str, Any]:
        values = super().clean()
        self.adjust(values)
        self._clean_publication(values)
        problems = list(self.contradictions(values))
        if values.get("organization"):
            problems += addressing.problems(
                values["organization"],
                municipalities=values.get("municipalities", ()),
                districts=values.get("districts", ()),
            )
        # A field that is wrong already needs no second sentence.
        refusals.add_errors(self, [one for one in problems if one.pointer.strip("/") not in self.errors])
        return values

    def _clean_publication(self, values: dict[str, Any]) -> None:
        moment = values.get("published_at")
        if values.get("publication") == Publication.SCHEDULED and moment is None:
            self.add_error("published_at", _("Please say when it shall be published."))
        if values.get("publication") == Publication.PUBLISHED:
            now = timezone.now()
            if moment is not None and moment > now:
                self.add_error("publication", _("The moment lies ahead: please choose “Scheduled”."))
            elif moment is None and "published_at" not in self.errors:
                values["published_at"] = now


class PublishableAdmin(ServiceModelAdmin):
    """Nothing is deleted here: what was public is withdrawn, for whoever keeps a copy must hear of it."""

    save_with: ClassVar[Callable[..., Any]]
    autocomplete_fields = ["districts"]
    search_fields = ["folded"]

    def store(self, form: forms.ModelForm, *, by: Actor) -> None:  # type: ignore[type-arg]
        if isinstance(form, PictureForm):
            form.put_picture(form.instance, by=by)
        related = {name: form.cleaned_data[name] for name in ("municipalities", "districts", "topics")}
        type(self).save_with(form.instance, **related, by=by)

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Who writes for one organization finds it chosen, and its municipality where it has one only."""
        mine = roles.entrusted(acting(request), self.act, organization="pk") if self.act else Q(pk=None)
        match list(Organization.objects.filter(mine)[:2]):
            case [own]:
                places = list(own.municipalities.all()[:2])
                chosen: dict[str, Any] = {"organization": own.pk, "municipalities": places if len(places) == 1 else []}
            case _:
                chosen = {}
        asked_for: dict[str, Any] = super().get_changeform_initial_data(request)
        return chosen | asked_for

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:  # noqa: ARG002
        return False

    def get_search_results(self, request: HttpRequest, queryset: Any, search_term: str) -> tuple[Any, bool]:  # noqa: ARG002
        return queryset.matching(search_term), False

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name in {"municipalities", "topics"}:
            kwargs["widget"] = CheckboxSelectMultiple
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    @display(description=gettext_lazy("publication"), ordering="publication", label=PUBLICATION_LABELS)
    def shown_publication(self, item: Any) -> tuple[str, str]:
        return item.publication, item.get_publication_display()

    def act_on_each(self, request: HttpRequest, items: Iterable[Any], act: Callable[..., Any], *, done: Any) -> None:
        """Call the verb for each item, and tell what came of it."""
        for item in items:
            try:
                act(item.pk, by=acting(request))
            except Refusal as refusal:
                sentences = [str(one.detail) for one in getattr(refusal, "errors", ())] or [str(refusal.detail)]
                self.message_user(request, f"{item}: {' '.join(sentences)}", messages.ERROR)
            else:
                self.message_user(request, done % {"title": item})
