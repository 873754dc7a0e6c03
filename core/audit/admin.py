"""The audit, for reading only: codes in words, and what changed."""

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import NoReverseMatch, reverse
from django.utils import formats, timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from core.actors import Act
from core.administration.models import ModelAdmin, ReadOnly, display
from core.audit import words
from core.audit.models import AuditEntry


class CodeFilter(admin.SimpleListFilter):
    """The codes of a column, in words."""

    parameter_name: str

    def queryset(self, _request: HttpRequest, queryset: QuerySet[AuditEntry]) -> QuerySet[AuditEntry]:
        return queryset.filter(**{self.parameter_name: self.value()}) if self.value() else queryset


class ActorFilter(CodeFilter):
    title = _("who acted")
    parameter_name = "actor_kind"

    def lookups(self, _request: HttpRequest, _model_admin: Any) -> list[tuple[str, Any]]:
        return list(words.ACTORS.items())


class ObjectFilter(CodeFilter):
    """Those with pages of their own; the history of each leads here."""

    title = _("kind of object")
    parameter_name = "subject_type"

    def lookups(self, _request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        labels = [model._meta.label_lower for model in model_admin.admin_site._registry if model is not AuditEntry]  # noqa: SLF001 - its only table
        return sorted(((one, words.kind(one)) for one in labels), key=lambda one: one[1].lower())


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly, ModelAdmin):
    act = Act.MANAGE
    list_display = ["shown_act", "shown_at", "shown_actor", "organization"]
    list_filter = ["at", ActorFilter, ObjectFilter, "organization"]
    further_lookups = ("subject_id",)  # the history of an object leads here
    list_select_related = ["actor", "site_key", "organization"]
    search_fields = ["act", "subject_id", "actor__display_name"]
    search_help_text = _("Name of who acted, or the object's number")
    ordering = ["-at", "-id"]
    fields = ["shown_act", "shown_at", "shown_actor", "organization", "shown_object", "shown_details"]

    @display(description=_("act"), ordering="act")
    def shown_act(self, entry: AuditEntry) -> str:
        return words.act(entry.act, subject_type=entry.subject_type)

    @display(description=_("at"), ordering="at")
    def shown_at(self, entry: AuditEntry) -> str:
        return formats.date_format(timezone.localtime(entry.at), "SHORT_DATETIME_FORMAT")

    @display(description=_("who acted"), ordering="actor__display_name")
    def shown_actor(self, entry: AuditEntry) -> str:
        return words.actor(entry)

    @display(description=_("object"))
    def shown_object(self, entry: AuditEntry) -> SafeString | str:
        """With a way to its page; whoever may not see it there is told so."""
        kind = words.kind(entry.subject_type)
        try:
            page = reverse(f"admin:{entry.subject_type.replace('.', '_')}_change", args=[entry.subject_id])
        except NoReverseMatch:
            return f"{kind} {entry.subject_id}"
        return format_html('{} <a class="underline" href="{}">{}</a>', kind, page, entry.subject_id)

    @display(description=_("details"))
    def shown_details(self, entry: AuditEntry) -> SafeString | str:
        lines = words.details(entry)
        return format_html_join("", "<p>{}: {}</p>", lines) if lines else "–"
