"""Notifications as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NotificationsConfig(AppConfig):
    name = "core.notifications"
    label = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        from core.notifications import mails, privacy  # noqa: F401, PLC0415 - the applications are ready only now

        privacy.take_part()
