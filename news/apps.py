"""News as a Django application."""

from django.apps import AppConfig
from django.utils.translation import pgettext_lazy


class NewsConfig(AppConfig):
    name = "news"
    verbose_name = pgettext_lazy("section", "News")

    def ready(self) -> None:
        from news import subscription_mails  # noqa: F401, PLC0415 - registers letters
        from news.services import (  # noqa: PLC0415 - registers the region's files
            loading,  # noqa: F401
            newsletter_privacy,
        )

        newsletter_privacy.take_part()
