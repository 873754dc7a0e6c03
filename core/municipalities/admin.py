"""The region's places and organizations. Municipalities and topics come from its files: they are for reading only."""

from typing import Any

from django.contrib import admin
from django.forms import ModelForm
from django.http import HttpRequest

from core.actors import Actor
from core.administration.models import (
    CheckboxSelectMultiple,
    ForAllClerks,
    ModelAdmin,
    ReadOnly,
    ServiceModelAdmin,
    TabularInline,
)
from core.municipalities import organizations
from core.municipalities.models import District, Municipality, Organization, Topic


class DistrictInline(ReadOnly, TabularInline):
    model = District
    fields = ["name", "slug"]
    ordering = ["sort_key"]
    extra = 0


@admin.register(Municipality)
class MunicipalityAdmin(ReadOnly, ForAllClerks, ModelAdmin):
    list_display = ["name", "kind", "population", "website"]
    ordering = ["sort_key"]
    inlines = [DistrictInline]
    fields = [
        "name", "official_name", "kind", "ags", "postal_codes", ("latitude", "longitude"),
        ("population", "population_on"), "area_km2", "website", "town_hall_address",
    ]  # fmt: skip


@admin.register(District)
class DistrictAdmin(ReadOnly, ForAllClerks, ModelAdmin):
    """Stands here so that forms can look districts up."""

    list_display = ["name", "municipality"]
    list_filter = ["municipality"]
    list_select_related = ["municipality"]
    search_fields = ["name", "sort_key"]
    ordering = ["sort_key"]


@admin.register(Topic)
class TopicAdmin(ReadOnly, ForAllClerks, ModelAdmin):
    list_display = ["label_de", "label_en", "official_name"]
    ordering = ["position"]


@admin.register(Organization)
class OrganizationAdmin(ServiceModelAdmin):
    """What it has published keeps an organization alive, so it can't be deleted."""

    list_display = ["name", "website", "email"]
    search_fields = ["name", "sort_key"]
    ordering = ["sort_key"]
    fields = ["name", "slug", "website", "email", "municipalities", "handles_ideas", "moderation"]
    prepopulated_fields = {"slug": ["name"]}

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        return super().formfield_for_manytomany(db_field, request, widget=CheckboxSelectMultiple, **kwargs)

    def has_delete_permission(self, request: HttpRequest, obj: Organization | None = None) -> bool:  # noqa: ARG002
        return False

    def store(self, form: ModelForm, *, by: Actor) -> None:  # type: ignore[type-arg]
        organizations.save(form.instance, municipalities=form.cleaned_data["municipalities"], by=by)
