"""Ideas as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IdeasConfig(AppConfig):
    name = "ideas"
    verbose_name = _("Ideas")

    def ready(self) -> None:
        from ideas import comment_mails, mails, moderation_mails, notices  # noqa: F401, PLC0415 - registers letters and what is told
        from ideas.services import comment_privacy, loading, moderation_privacy, privacy  # noqa: F401, PLC0415 - registers the region's files

        notices.take_part()
        privacy.take_part()
        comment_privacy.take_part()
        moderation_privacy.take_part()
