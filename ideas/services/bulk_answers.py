"""One answer to many ideas: each a step of its own, and what one of them refuses keeps no other from its answer."""

import uuid
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from core.actors import Actor
from core.errors import FieldError, Invalid, Refusal
from ideas import wording
from ideas.models import Idea, IdeaStatus
from ideas.services import answers, prepared

# More would keep the clerk waiting for the page, and be read by nobody before they are sent.
AT_MOST = 200


@dataclass
class Outcome:
    """How many were answered, or are prepared, and who was refused and why."""

    answered: int = 0
    refused: list[tuple[Idea, Refusal]] = field(default_factory=list)


def give(
    idea_ids: Collection[uuid.UUID],
    to: IdeaStatus,
    *,
    by: Actor,
    answer: str = "",
    reason: str = "",
    publish_at: datetime | None = None,
) -> Outcome:
    """Answer each idea in a transaction of its own, at once or at a moment; placeholders are filled for each.

    Raises Invalid where there are too many.
    """
    if len(idea_ids) > AT_MOST:
        sentence = _("Please answer at most %(count)s ideas at once.") % {"count": AT_MOST}
        raise Invalid([FieldError("/ideas", "too_many", sentence)])
    outcome = Outcome()
    for idea in Idea.objects.filter(pk__in=idea_ids).order_by("-created_at", "pk"):
        own_answer, own_reason = wording.filled(answer, idea), wording.filled(reason, idea)
        try:
            if publish_at is None:
                answers.change_status(idea.pk, to, by=by, answer=own_answer, reason=own_reason)
            else:
                prepared.prepare(idea.pk, to, publish_at=publish_at, by=by, answer=own_answer, reason=own_reason)
        except Refusal as refusal:
            outcome.refused.append((idea, refusal))
        else:
            outcome.answered += 1
    return outcome


def reason_of(refusal: Refusal) -> str:
    """One sentence for a list: what is wrong with a field, rather than that a field is wrong."""
    if isinstance(refusal, Invalid) and refusal.errors:
        return " ".join(str(error.detail) for error in refusal.errors)
    return str(refusal.detail)
