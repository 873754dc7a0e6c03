"""The change log as a Django application."""

from django.apps import AppConfig


class ChangesConfig(AppConfig):
    name = "core.changes"
    label = "changes"
