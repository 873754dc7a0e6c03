"""Venues: kept by clerks, so that events name the same place alike."""

from typing import Any

from django.contrib import admin
from django.http import HttpRequest
from django.utils import timezone

from core.administration.models import ModelAdmin
from events.models import Venue


@admin.register(Venue)
class VenueAdmin(ModelAdmin):
    list_display = ["name", "address"]
    search_fields = ["name", "address"]
    ordering = ["name", "address"]
    fields = ["name", "address", ("latitude", "longitude")]

    def save_model(self, request: HttpRequest, obj: Venue, form: Any, change: Any) -> None:
        obj.updated_at = timezone.now()
        super().save_model(request, obj, form, change)
