"""Municipalities as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MunicipalitiesConfig(AppConfig):
    name = "core.municipalities"
    label = "municipalities"
    verbose_name = _("Region")

    def ready(self) -> None:
        from core.municipalities import loading  # noqa: F401, PLC0415 - registers what it loads
