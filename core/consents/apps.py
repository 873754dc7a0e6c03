"""Consents as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ConsentsConfig(AppConfig):
    name = "core.consents"
    label = "consents"
    verbose_name = _("Consents")

    def ready(self) -> None:
        from core.consents import privacy  # noqa: PLC0415 - the applications are ready only now

        privacy.take_part()
