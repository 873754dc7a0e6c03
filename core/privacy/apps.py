"""Privacy as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core.mail import letters


class PrivacyConfig(AppConfig):
    name = "core.privacy"
    label = "privacy"
    verbose_name = _("Privacy")

    def ready(self) -> None:
        from core import jobs  # noqa: PLC0415
        from core.privacy import checks, requests  # noqa: F401, PLC0415 - the applications are ready only now

        letters.written_in({"core.privacy.mails": ["data_request"]})
        jobs.are_deferred("core.assemble_export")
        requests.take_part()
