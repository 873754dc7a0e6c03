"""Municipalities as a Django application."""

from django.apps import AppConfig


class MunicipalitiesConfig(AppConfig):
    name = "core.municipalities"
    label = "municipalities"

    def ready(self) -> None:
        from core.municipalities import loading  # noqa: F401, PLC0415 - registers what it loads
