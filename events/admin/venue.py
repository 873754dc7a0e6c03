"""Venues: kept by clerks, so that events name the same place alike."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.actors import Act
from core.administration.models import ModelAdmin, acting
from events.models import Venue


@admin.register(Venue)
class VenueAdmin(ModelAdmin):
    act = Act.EVENTS
    organization_path = None
    list_display = ["name", "address"]
    search_fields = ["name", "address"]
    ordering = ["name", "address"]
    fieldsets = [
        (None, {"fields": ["name", "address", ("latitude", "longitude")]}),
        (
            _("Accessibility"),
            {
                "fields": ["step_free", "accessible_toilet", "hearing_loop", "parking", "accessibility_note"],
                "description": _("Say only what you have seen: people rely on it. Unknown is better than guessed."),
            },
        ),
    ]

    def has_delete_permission(self, request: HttpRequest, obj: Venue | None = None) -> bool:
        """Places are shared, so only administrators take one away."""
        return super().has_delete_permission(request, obj) and not acting(request).is_bound

    def save_model(self, request: HttpRequest, obj: Venue, form: Any, change: Any) -> None:
        obj.updated_at = timezone.now()
        super().save_model(request, obj, form, change)
