"""Push messages as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PushConfig(AppConfig):
    name = "core.push"
    label = "push"
    verbose_name = _("Push messages")

    def ready(self) -> None:
        from core import jobs  # noqa: PLC0415 - the applications are ready only now
        from core.push import checks, privacy, web_push  # noqa: F401, PLC0415

        jobs.are_deferred("push.send")
        privacy.take_part()
        web_push.take_part()
