"""The audit, for reading only."""

from django.contrib import admin

from core.administration.models import ModelAdmin, ReadOnly
from core.audit.models import AuditEntry


@admin.register(AuditEntry)
class AuditEntryAdmin(ReadOnly, ModelAdmin):
    list_display = ["at", "act", "actor_kind", "actor", "subject_type", "subject_id"]
    list_filter = ["actor_kind", "subject_type"]
    list_select_related = ["actor"]
    search_fields = ["act", "subject_id"]
    ordering = ["-at", "-id"]
