"""The API face as a Django application."""

from django.apps import AppConfig


class ApiConfig(AppConfig):
    name = "api"

    def ready(self) -> None:
        from api.v1 import rendered  # noqa: F401, PLC0415 - registers what writes the public documents
