"""Taking personal data out of what people have written: the words go for good, that it was done stays on record."""

import re
import uuid
from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import override

from core.accounts import roles
from core.actors import Actor
from core.audit.record import record
from core.errors import FieldError, Invalid, Missing
from core.mail import outbox
from ideas import comment_policies, policies
from ideas.models import Comment, Decision, Idea, Outcome
from ideas.services import photos, recording
from ideas.services.locking import locked_idea, part_of


def redact(
    idea_id: uuid.UUID, *, comment_id: uuid.UUID | None = None, passages: Collection[str], by: Actor
) -> Decision:
    """Take each passage out wherever it stands in an idea, or in the comment below it; the author is told.

    What it said before is kept nowhere: ideas and comments have no former versions, audit and decision only count.
    Raises Missing, NotEntrusted, Conflict, Invalid (no passage, or one that does not stand there).
    """
    with locked_idea(idea_id) as (idea, now):
        roles.require_ideas_of(by, idea.municipality_id)
        item = part_of(idea, comment_id)
        refusal = (
            comment_policies.why_not_moderate(item) if isinstance(item, Comment) else policies.why_not_moderate(item)
        )
        if refusal is not None:
            raise refusal
        places = _take_out(item, passages)
        item.updated_at = now
        item.save()
        decision = recording.write(item, Outcome.REDACTED, by=by, now=now, places=places)
        organization_id = roles.on_behalf_of(by, idea.municipality_id)
        name = "comment" if comment_id else "idea"
        record(f"{name}.redacted", item, by=by, organization_id=organization_id, places=places)
        outbox.queue("contribution_redacted", language=item.language, decision_id=decision.pk)
    return decision


def remove_photo(photo_id: uuid.UUID, *, reason: str = "", by: Actor) -> Decision:
    """Take one photo out of an idea for good, file and all; the author is told.

    Raises Missing, NotEntrusted, Conflict.
    """
    with locked_idea(photos.idea_of(photo_id)) as (idea, now):
        roles.require_ideas_of(by, idea.municipality_id)
        refusal = policies.why_not_moderate(idea)
        if refusal is not None:
            raise refusal
        photo = idea.photos.filter(pk=photo_id).first()
        if photo is None:
            raise Missing
        photos.delete([photo])
        idea.updated_at = now
        idea.save(update_fields=["updated_at"])
        decision = recording.write(idea, Outcome.REDACTED, by=by, now=now, reason=reason.strip(), places=1)
        record("idea.photo_removed", idea, by=by, organization_id=roles.on_behalf_of(by, idea.municipality_id))
        outbox.queue("photo_removed", language=idea.language, decision_id=decision.pk)
    return decision


def without(text: str, passages: Collection[str], *, mark: str) -> tuple[str, int]:
    """The text with the mark in the place of each passage, however it is written in capitals, and how many places."""
    wanted = sorted(filter(None, (passage.strip() for passage in passages)), key=len, reverse=True)
    if not wanted:
        return text, 0
    pattern = "|".join(r"\s+".join(map(re.escape, passage.split())) for passage in wanted)
    return re.subn(pattern, lambda _match: mark, text, flags=re.IGNORECASE)


def _take_out(item: Idea | Comment, passages: Collection[str]) -> int:
    fields = {"title": 200, "text": 5000} if isinstance(item, Idea) else {"text": 2000}
    before = "\n".join(getattr(item, name) for name in fields)
    absent = [one for one in passages if one.strip() and not without(before, [one], mark="")[1]]
    if absent or not any(one.strip() for one in passages):
        sentence = _("Please name passages exactly as they stand in the text, one in each line.")
        raise Invalid([FieldError("/passages", "not_there", sentence)])
    with override(item.language):
        mark = _("[removed]")
    places = 0
    for name, longest in fields.items():
        words, count = without(getattr(item, name), passages, mark=mark)
        setattr(item, name, words[:longest])
        places += count
    return places
