"""Events as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core.mail import letters
from events.letters import WRITTEN_IN


class EventsConfig(AppConfig):
    name = "events"
    verbose_name = _("Events")

    def ready(self) -> None:
        from events import notices  # noqa: PLC0415 - the applications are ready only now
        from events.services import loading, mail_privacy, privacy  # noqa: F401, PLC0415 - registers the region's files

        letters.written_in(WRITTEN_IN)
        notices.take_part()
        privacy.take_part()
        mail_privacy.take_part()
