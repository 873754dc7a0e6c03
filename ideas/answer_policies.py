"""Rules of answering: which status follows which, and what an answer needs; pure functions."""

from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from core.errors import FieldError, Invalid, Refusal
from ideas import errors, policies
from ideas.models import CLOSED, OPEN, Idea, IdeaStatus, Visibility

# An answer for later than this is a slip of the pen, and keeps any other from being prepared.
PREPARE_WITHIN = timedelta(days=366)

# A closed idea is taken up again before it gets another end; back to the receipt leads no way.
REOPENED = frozenset(OPEN - {IdeaStatus.RECEIVED})
FOLLOWING: dict[str, frozenset[IdeaStatus]] = {
    **dict.fromkeys(OPEN, REOPENED | CLOSED),
    **dict.fromkeys(CLOSED, REOPENED | {IdeaStatus.WITHDRAWN}),
    IdeaStatus.WITHDRAWN: frozenset(),
}


def why_not_change_status(
    idea: Idea,
    to: IdeaStatus,
    *,
    answer: str = "",
    reason: str = "",
    duplicate_of: Idea | None = None,
    has_duplicates: bool = False,
) -> Refusal | None:
    """Why the idea may not get this status; the same status again is an interim answer and needs one.

    `has_duplicates`: others are continued as this one. Whoever follows one of them shall find the idea that counts, not
    another duplicate.
    """
    if refusal := policies.why_not_moderate(idea):
        return refusal
    if idea.status == IdeaStatus.WITHDRAWN:
        return errors.IdeaWithdrawn()
    if idea.visibility != Visibility.PUBLIC and to != IdeaStatus.WITHDRAWN:
        return errors.IdeaNotPublic()
    if to != idea.status and to not in FOLLOWING[idea.status]:
        return errors.StatusNotPossible()
    if to == IdeaStatus.DUPLICATE and (to != idea.status or duplicate_of is not None):
        refusal = errors.OthersContinueHere() if has_duplicates else _why_not_duplicate(idea, duplicate_of)
        if refusal is not None or to != idea.status:
            return refusal
    return _what_is_missing(idea, to, answer=answer, reason=reason)


def why_not_prepare(
    idea: Idea, to: IdeaStatus, *, answer: str, reason: str, publish_at: datetime, is_prepared: bool, now: datetime
) -> Refusal | None:
    """Why this answer may not wait for its moment; `is_prepared`: another one to the same idea waits already."""
    if is_prepared:
        return errors.AnswerPrepared()
    if publish_at <= now:
        sentence = _("Please name a moment that is still to come.")
        return Invalid([FieldError("/publish_at", "past", sentence)])
    if publish_at > now + PREPARE_WITHIN:
        sentence = _("Please name a moment within a year: the author waits for this answer.")
        return Invalid([FieldError("/publish_at", "too_late", sentence)])
    if to in {IdeaStatus.DUPLICATE, IdeaStatus.WITHDRAWN}:
        sentence = _("This status cannot wait for a moment. Please leave the moment empty.")
        return Invalid([FieldError("/publish_at", "not_for_this_status", sentence)])
    return why_not_change_status(idea, to, answer=answer, reason=reason) or (
        None if answer.strip() else Invalid([errors.required("/answer")])
    )


def _what_is_missing(idea: Idea, to: IdeaStatus, *, answer: str, reason: str) -> Refusal | None:
    missing = []
    if to == IdeaStatus.REJECTED and not reason:
        missing.append(errors.required("/reason"))
    if to == idea.status and not answer:
        missing.append(errors.required("/answer"))
    return Invalid(missing) if missing else None


def _why_not_duplicate(idea: Idea, target: Idea | None) -> Refusal | None:
    if target is None:
        return Invalid([errors.required("/duplicate_of")])
    is_public = target.visibility == Visibility.PUBLIC
    if target.pk == idea.pk or not is_public or target.status in {IdeaStatus.DUPLICATE, IdeaStatus.WITHDRAWN}:
        sentence = _("Please name another public idea that is neither a duplicate itself nor withdrawn.")
        return Invalid([FieldError("/duplicate_of", "not_a_target", sentence)])
    return None
