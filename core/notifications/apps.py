"""Notifications as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core.mail import letters


class NotificationsConfig(AppConfig):
    name = "core.notifications"
    label = "notifications"
    verbose_name = _("Notifications")

    def ready(self) -> None:
        from core.notifications import privacy  # noqa: PLC0415 - the applications are ready only now

        letters.written_in({"core.notifications.mails": ["notification_digest"]})
        privacy.take_part()
