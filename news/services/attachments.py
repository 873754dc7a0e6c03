"""The documents of an article."""

import uuid
from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from core.actors import Actor
from core.audit.record import record
from core.errors import Invalid
from core.uploads import attaching
from core.uploads.models import Upload
from core.uploads.policies import attachment_problems
from news.services import editing


def put(article_id: uuid.UUID, wanted: Sequence[tuple[Upload, str]], *, by: Actor) -> bool:
    """Have the article show exactly these documents under these titles; returns whether anything changed.

    Raises Missing, and Invalid for what is no document, stands twice, has no title, or is one too many.
    """
    with transaction.atomic():
        article = editing.locked(article_id)
        if errors := attachment_problems(wanted):
            raise Invalid(errors)
        former = editing.VERSIONS.contents(article)
        if not attaching.replace(article.attachments, wanted):
            return False
        article.updated_at = timezone.now()
        article.save(update_fields=["updated_at"])
        entry = record("article.attachments_changed", article, by=by, attachments=len(wanted))
        editing.VERSIONS.keep(former, article, entry)
    return True
