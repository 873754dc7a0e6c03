"""Privacy as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    name = "core.privacy"
    label = "privacy"
    verbose_name = _("Privacy")

    def ready(self) -> None:
        from core.privacy import mails, requests  # noqa: F401, PLC0415 - the applications are ready only now

        requests.take_part()
