"""The outbox, for reading only: what went out, not to whom."""

from typing import Any

from django.contrib import admin

from core.administration.models import ModelAdmin, ReadOnly, display
from core.mail.models import OutgoingMail

Status = OutgoingMail.Status
STATUS_LABELS: dict[Any, str] = {
    **dict.fromkeys(Status, "info"),
    Status.SENT: "success",
    Status.FAILED: "danger",
}


@admin.register(OutgoingMail)
class OutgoingMailAdmin(ReadOnly, ModelAdmin):
    list_display = ["created_at", "letter", "language", "shown_status", "settled_at", "failure"]
    list_filter = ["status", "letter"]
    fields = ["letter", "language", "ids", "status", "created_at", "settled_at", "failure"]
    ordering = ["-created_at", "id"]

    @display(
        description=OutgoingMail._meta.get_field("status").verbose_name,
        ordering="status",
        label=STATUS_LABELS,
    )
    def shown_status(self, mail: OutgoingMail) -> tuple[str, str]:
        return mail.status, mail.get_status_display()
