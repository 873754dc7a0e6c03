"""The audit as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AuditConfig(AppConfig):
    name = "core.audit"
    label = "audit"
    verbose_name = _("Audit")

    def ready(self) -> None:
        from core.audit import privacy  # noqa: PLC0415 - the applications are ready only now

        privacy.take_part()
