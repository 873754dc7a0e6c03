"""Mail as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MailConfig(AppConfig):
    name = "core.mail"
    label = "mail"
    verbose_name = _("Mail")

    def ready(self) -> None:
        from core import jobs  # noqa: PLC0415
        from core.inbox import returns  # noqa: PLC0415
        from core.mail import outbox, privacy  # noqa: PLC0415 - the applications are ready only now

        jobs.are_deferred("mail.deliver")
        returns.are_heard_by(outbox.returned)
        privacy.take_part()
