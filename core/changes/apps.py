"""The change log as a Django application."""

from django.apps import AppConfig


class ChangesConfig(AppConfig):
    name = "core.changes"
    label = "changes"

    def ready(self) -> None:
        from core.changes import privacy  # noqa: PLC0415 - the applications are ready only now

        privacy.take_part()
