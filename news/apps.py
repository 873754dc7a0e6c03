"""News as a Django application."""

from django.apps import AppConfig
from django.utils.translation import pgettext_lazy

from core.mail import letters
from news.letters import WRITTEN_IN


class NewsConfig(AppConfig):
    name = "news"
    verbose_name = pgettext_lazy("section", "News")

    def ready(self) -> None:
        from core import jobs  # noqa: PLC0415
        from core.inbox import returns  # noqa: PLC0415
        from news import checks  # noqa: F401, PLC0415 - registers the check
        from news.services import (  # noqa: PLC0415 - registers the region's files
            announced,
            copies,
            loading,  # noqa: F401
            newsletter_privacy,
            progress,
        )

        announced.take_part()
        jobs.are_deferred("news.send_issue")
        returns.are_heard_by(copies.returned)
        letters.written_in(WRITTEN_IN)
        newsletter_privacy.take_part()
        progress.tell_monitors()
