"""Ideas as a Django application."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IdeasConfig(AppConfig):
    name = "ideas"
    verbose_name = _("Ideas")

    def ready(self) -> None:
        from ideas import (  # noqa: PLC0415 - registers letters
            answer_mails,  # noqa: F401
            comment_mails,  # noqa: F401
            follow_mails,  # noqa: F401
            interest_mails,  # noqa: F401
            mails,  # noqa: F401
            measure_mails,  # noqa: F401
            moderation_mails,  # noqa: F401
            notices,
            report_mails,  # noqa: F401
            solved_mails,  # noqa: F401
        )
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

        notices.take_part()
        photos.take_part()
        privacy.take_part()
        comment_privacy.take_part()
        moderation_privacy.take_part()
        poll_privacy.take_part()
        support_privacy.take_part()
        follow_privacy.take_part()
