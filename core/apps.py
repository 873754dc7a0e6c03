"""The ground floor as a Django application."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "core"
    label = "core"

    def ready(self) -> None:
        from core import checks  # noqa: F401, PLC0415 - registers the checks
