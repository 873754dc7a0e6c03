"""Idempotent requests as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IdempotencyConfig(AppConfig):
    name = "core.idempotency"
    label = "idempotency"
    verbose_name = _("Repeated requests")

    def ready(self) -> None:
        from core.idempotency import privacy  # noqa: PLC0415 - the applications are ready only now

        privacy.take_part()
