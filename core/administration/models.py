"""What administration pages are made of; every other package imports them from here, so the library stays replaceable."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.http import urlencode
from unfold import admin as unfold

from core import actors
from core.audit.record import record


class ModelAdmin(unfold.ModelAdmin):  # type: ignore[misc]
    """An administration page whose history is our audit: Django's own log would keep names for ever."""

    list_per_page = 50
    show_full_result_count = False
    warn_unsaved_form = True

    def log_addition(self, request: HttpRequest, obj: models.Model, message: Any) -> None:  # noqa: ARG002
        record(f"{obj._meta.model_name}.created", obj, by=actors.clerk(request.user))

    def log_change(self, request: HttpRequest, obj: models.Model, message: Any) -> None:
        fields = sorted({name for part in message for act in part.values() for name in act.get("fields", ())})
        record(f"{obj._meta.model_name}.changed", obj, by=actors.clerk(request.user), fields=fields)

    def log_deletions(self, request: HttpRequest, queryset: Iterable[models.Model]) -> None:
        for obj in queryset:
            record(f"{obj._meta.model_name}.deleted", obj, by=actors.clerk(request.user))

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:  # noqa: ARG002
        """The audit's rows about this object."""
        query = urlencode({"subject_type": self.opts.label_lower, "subject_id": object_id})
        return HttpResponseRedirect(f"{reverse('admin:audit_auditentry_changelist')}?{query}")


class TabularInline(unfold.TabularInline):  # type: ignore[misc]
    """Rows of a related table."""


class StackedInline(unfold.StackedInline):  # type: ignore[misc]
    """A related form below the page's own."""


class ReadOnly:
    """For pages that show and change nothing, whoever looks."""

    def has_add_permission(self, *_args: Any) -> bool:
        return False

    def has_change_permission(self, *_args: Any) -> bool:
        return False

    def has_delete_permission(self, *_args: Any) -> bool:
        return False
