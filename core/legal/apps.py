"""Legal documents as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LegalConfig(AppConfig):
    name = "core.legal"
    label = "legal"
    verbose_name = _("Legal documents")

    def ready(self) -> None:
        from core.legal import checks, loading  # noqa: F401, PLC0415 - registers the check and what it loads
