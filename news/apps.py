"""News as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NewsConfig(AppConfig):
    name = "news"
    verbose_name = _("News")

    def ready(self) -> None:
        from news.services import loading  # noqa: F401, PLC0415 - registers the region's files
