"""Ideas as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from core.mail import letters
from ideas.letters import WRITTEN_IN


class IdeasConfig(AppConfig):
    name = "ideas"
    verbose_name = _("Ideas")

    def ready(self) -> None:
        from core import jobs  # noqa: PLC0415 - the applications are ready only now
        from ideas import notices  # noqa: PLC0415
        from ideas.services import (  # noqa: PLC0415 - and the region's files
            comment_privacy,
            follow_privacy,
            loading,  # noqa: F401
            moderation_privacy,
            photos,
            poll_privacy,
            privacy,
            support_privacy,
        )

        letters.written_in(WRITTEN_IN)
        jobs.are_deferred("ideas.erase_idea", "ideas.strip_idea", "ideas.erase_comment", "ideas.strip_comment")
        notices.take_part()
        photos.take_part()
        privacy.take_part()
        comment_privacy.take_part()
        moderation_privacy.take_part()
        poll_privacy.take_part()
        support_privacy.take_part()
        follow_privacy.take_part()
