"""Ideas as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IdeasConfig(AppConfig):
    name = "ideas"
    verbose_name = _("Ideas")

    def ready(self) -> None:
        from ideas import mails, notices  # noqa: F401, PLC0415 - registers the letters, and what is told in the app
        from ideas.services import loading, privacy  # noqa: F401, PLC0415 - registers the region's files

        notices.take_part()
        privacy.take_part()
