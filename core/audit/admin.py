"""The audit, for reading only."""

from django.contrib import admin

from core.actors import Act
from core.administration.models import ModelAdmin, ReadOnly
from core.audit.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly, ModelAdmin):
    act = Act.MANAGE
    list_display = ["at", "act", "actor_kind", "actor", "site_key", "subject_type", "subject_id", "organization"]
    list_filter = ["actor_kind", "subject_type", "organization"]
    list_select_related = ["actor", "site_key", "organization"]
    search_fields = ["act", "subject_id"]
    ordering = ["-at", "-id"]
