"""Rules that are both told and enforced, as pure functions over what the caller has already read."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from core.accounts import roles
from core.actors import Actor
from core.errors import FieldError, Forbidden, Invalid, Missing, Refusal
from core.models import Publication
from core.municipalities.models import Moderation
from ideas import errors
from ideas.models import (
    CLOSED,
    OPEN,
    Comment,
    CommentVisibility,
    Decision,
    Display,
    Idea,
    IdeaCall,
    IdeaStatus,
    Outcome,
    Phase,
    Signal,
    Visibility,
)

# How long the link in the mail to a guest is valid, and how long an idea nobody confirmed is kept (REQUIREMENTS R04).
CONFIRM_WITHIN = timedelta(hours=24)
KEEP_UNCONFIRMED = timedelta(days=14)
# How long a guest's address is kept after the idea's last step, once nothing more is expected to follow.
KEEP_ADDRESS = timedelta(days=365)

# An answer for later than this is a slip of the pen, and keeps any other from being prepared.
PREPARE_WITHIN = timedelta(days=366)

# When the author of an idea that is done is asked whether it has been solved; what is long past is asked no more.
ASK_AFTER = timedelta(weeks=4)
ASK_BEFORE = timedelta(weeks=26)
# How long the link in that mail can be used.
SAY_SOLVED_WITHIN = timedelta(days=183)

# A closed idea is taken up again before it gets another end; back to the receipt leads no way.
REOPENED = frozenset(OPEN - {IdeaStatus.RECEIVED})
FOLLOWING: dict[str, frozenset[IdeaStatus]] = {
    **dict.fromkeys(OPEN, REOPENED | CLOSED),
    **dict.fromkeys(CLOSED, REOPENED | {IdeaStatus.WITHDRAWN}),
    IdeaStatus.WITHDRAWN: frozenset(),
}

# How long authors may object to a decision (DSA art. 20 (1): at least six months), and to which.
APPEAL_WITHIN = timedelta(days=183)
APPEALABLE = frozenset({Outcome.HIDDEN, Outcome.REDACTED, Outcome.SUSPENDED})

# Whatever has become of it: nobody else has seen it, or a clerk asks for it.
EDITABLE = frozenset({Visibility.DRAFT, Visibility.CHANGES_REQUESTED})


def why_not_submit(call: IdeaCall | None, *, now: datetime) -> Refusal | None:
    """Why this call takes no idea at this moment; ideas outside any call are always welcome."""
    if call is None:
        return None
    if call.publication != Publication.PUBLISHED:
        return Missing()
    if now < call.opens_at:
        return errors.CallNotOpenYet(opens_at=call.opens_at.isoformat())
    if call.closes_at is not None and now >= call.closes_at:
        return errors.CallClosed(closes_at=call.closes_at.isoformat())
    return None


def why_not_discuss(call: IdeaCall | None, *, now: datetime) -> Refusal | None:
    """Why ideas of this call are neither supported nor commented at this moment.

    Where a period for discussing is planned, it is in that and while ideas are collected; else always.
    """
    discussing = call.period(Phase.DISCUSSING) if call else None
    if call is None or discussing is None or discussing.has(now):
        return None
    collecting = call.period(Phase.COLLECTING)
    return None if collecting and collecting.has(now) else errors.DiscussionClosed()


def why_not_comment(idea: Idea, *, now: datetime) -> Refusal | None:
    """Why nobody may comment on this idea at this moment; what is not public does not exist."""
    if idea.visibility != Visibility.PUBLIC:
        return Missing()
    if idea.status == IdeaStatus.WITHDRAWN:
        return errors.IdeaWithdrawn()
    return why_not_discuss(idea.call, now=now)


def why_not_confirm_comment(comment: Comment) -> Refusal | None:
    """Why a guest's comment no longer comes: what was written in time does, but nothing follows a withdrawn idea."""
    return errors.IdeaWithdrawn() if comment.idea.status == IdeaStatus.WITHDRAWN else None


def why_not_touch_comment(comment: Comment, *, by: Actor) -> Refusal | None:
    """Why somebody may not change or withdraw a comment. Others' that are not public do not exist for them."""
    if by.person_id is not None and by.person_id == comment.author_id:
        return None
    is_public = comment.visibility == CommentVisibility.PUBLIC and comment.idea.visibility == Visibility.PUBLIC
    return Forbidden() if is_public else Missing()


def why_not_change_comment(comment: Comment, *, now: datetime) -> Refusal | None:
    """Why its author may not change its text: as long as one may comment, one may mend what one has said."""
    if comment.visibility == CommentVisibility.WITHDRAWN:
        return errors.CommentWithdrawn()
    if comment.visibility == CommentVisibility.HIDDEN:
        return errors.CommentHidden()
    return why_not_comment(comment.idea, now=now)


def why_not_moderate_comment(comment: Comment) -> Refusal | None:
    """Why nobody may approve or hide the comment yet, or any more."""
    if comment.visibility == CommentVisibility.PENDING_CONFIRMATION:
        return errors.CommentNotConfirmed()
    if comment.visibility == CommentVisibility.WITHDRAWN:
        return errors.CommentWithdrawn()
    return None


def phase_of(call: IdeaCall, *, now: datetime) -> Phase | None:
    """The phase the call is in; of several at once the one that began last, None between them."""
    running = [period for period in call.periods if period.has(now)]
    return max(running, key=lambda period: period.starts_at).phase if running else None


def next_turn(call: IdeaCall, *, now: datetime) -> datetime | None:
    """When time alone next changes what the call allows."""
    moments = [moment for period in call.periods for moment in (period.starts_at, period.ends_at)]
    return min((moment for moment in moments if moment is not None and moment > now), default=None)


def why_not_act(idea: Idea, *, by: Actor) -> Refusal | None:
    """Why somebody may not act on an idea as its author. Others' ideas that are not public do not exist for them."""
    if by.person_id is not None and by.person_id == idea.author_id:
        return None
    if idea.visibility == Visibility.DRAFT:  # not even for those who answer for its place
        return Missing()
    if roles.may_handle_ideas_of(by, idea.municipality_id):
        return None
    return Forbidden() if idea.visibility == Visibility.PUBLIC else Missing()


def why_not_say_solved(idea: Idea, *, by: Actor) -> Refusal | None:
    """Why somebody may not say whether it is solved: only its author knows, no clerk does."""
    if by.person_id is not None and by.person_id == idea.author_id:
        return None
    return Forbidden() if idea.visibility == Visibility.PUBLIC else Missing()


def why_not_change(
    idea: Idea, *, fields: Collection[str], display: str | None = None, has_answer: bool = False
) -> Refusal | None:
    """Why the author may not change these fields. Whether to follow, and becoming anonymous, is always free."""
    free = {"follow"}
    if display == Display.ANONYMOUS:
        free |= {"display", "author_name"}
    if not set(fields) - free:
        return None
    return why_not_edit(idea, has_answer=has_answer)


def why_not_recall(idea: Idea, call: IdeaCall | None) -> Refusal | None:
    """Why it may not belong to this call: what was handed in for one has been read as an answer to it."""
    if call == idea.call or idea.visibility == Visibility.DRAFT:
        return None
    sentence = _("The call can be chosen until the idea is handed in. Please leave this field out.")
    return Invalid([FieldError("/call", "handed_in", sentence)])


def why_not_edit(idea: Idea, *, has_answer: bool) -> Refusal | None:
    """Why the author may not change the words: somebody has supported or answered them, or they are hidden.

    `has_answer`: an official answer has been given, perhaps without a new status.
    """
    if idea.status == IdeaStatus.WITHDRAWN:
        return errors.IdeaWithdrawn()
    is_taken_up = idea.support_count > 0 or idea.status != IdeaStatus.RECEIVED or has_answer
    # One that was public and waits to be read again, after reports say, is still what its supporters have read.
    is_free = not is_taken_up and idea.visibility in {Visibility.PUBLIC, Visibility.IN_MODERATION}
    return None if is_free or idea.visibility in EDITABLE else errors.IdeaNotEditable()


def why_not_hand_in(idea: Idea, *, now: datetime) -> Refusal | None:
    """Why a draft cannot be handed in yet: what it still lacks, or that its call takes no ideas any more."""
    missing = [_required(f"/{name}") for name in ("title", "text") if not getattr(idea, name)]
    if missing:
        return Invalid(missing)
    refusal = why_not_submit(idea.call, now=now)
    return errors.CallClosed() if isinstance(refusal, Missing) else refusal


def why_not_moderate(idea: Idea) -> Refusal | None:
    """Why nobody may approve or hide the idea yet, or any more."""
    if idea.visibility == Visibility.PENDING_CONFIRMATION:
        return errors.IdeaNotConfirmed()
    if idea.visibility == Visibility.DRAFT:
        return Missing()
    return None


def why_not_decide(idea: Idea, to: Visibility) -> Refusal | None:
    """Why a clerk may not have it shown, hidden or changed: of a withdrawn one nothing new is to come before people."""
    if refusal := why_not_moderate(idea):
        return refusal
    is_asked_for = to == Visibility.CHANGES_REQUESTED or (to == Visibility.PUBLIC and idea.visibility != to)
    return errors.IdeaWithdrawn() if idea.status == IdeaStatus.WITHDRAWN and is_asked_for else None


def is_suspended_by(reports: int, *, limit: int, is_official: bool, was_approved: bool) -> bool:
    """Whether so many reports hide something until somebody has looked at it; a `limit` of 0 never does.

    What a clerk has read after a report and left public stays so until a clerk decides otherwise, and so does what an
    organization says: hiding shall not be something that a few can order.
    """
    return 0 < limit <= reports and not is_official and not was_approved


def why_not_revise(idea: Idea) -> Refusal | None:
    """Why the author may not make the change that was asked for: it was made, or something else was decided."""
    if idea.status == IdeaStatus.WITHDRAWN:
        return errors.IdeaWithdrawn()
    return None if idea.visibility == Visibility.CHANGES_REQUESTED else errors.NothingToRevise()


def is_checked_before(mode: Moderation, *, is_trusted: bool, found: Collection[Signal]) -> bool:
    """Whether somebody reads it before it is public: what looks suspicious always, what trusted authors write not."""
    return bool(found) or (mode == Moderation.BEFORE and not is_trusted)


def why_not_decide_appeal(decision: Decision, *, by: Actor, has_colleague: bool) -> Refusal | None:
    """Why somebody may not decide what the author objects to: who decided first, as long as there is somebody else."""
    is_own = by.person_id is not None and by.person_id == decision.decided_by_id
    return errors.OwnDecision() if is_own and has_colleague else None


def why_not_appeal(decision: Decision, *, is_latest: bool, now: datetime) -> Refusal | None:
    """Why nobody may object to this decision: what followed it counts, and there is half a year of time (DSA art. 20).

    Words that were taken out stay out whatever follows, so that can be objected to on its own.
    """
    holds = is_latest or decision.outcome == Outcome.REDACTED
    if not holds or decision.outcome not in APPEALABLE:
        return errors.NothingToAppeal()
    return errors.AppealTooLate() if now >= decision.decided_at + APPEAL_WITHIN else None


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
    if refusal := why_not_moderate(idea):
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
        None if answer.strip() else Invalid([_required("/answer")])
    )


def _what_is_missing(idea: Idea, to: IdeaStatus, *, answer: str, reason: str) -> Refusal | None:
    missing = []
    if to == IdeaStatus.REJECTED and not reason:
        missing.append(_required("/reason"))
    if to == idea.status and not answer:
        missing.append(_required("/answer"))
    return Invalid(missing) if missing else None


def _why_not_duplicate(idea: Idea, target: Idea | None) -> Refusal | None:
    if target is None:
        return Invalid([_required("/duplicate_of")])
    is_public = target.visibility == Visibility.PUBLIC
    if target.pk == idea.pk or not is_public or target.status in {IdeaStatus.DUPLICATE, IdeaStatus.WITHDRAWN}:
        sentence = _("Please name another public idea that is neither a duplicate itself nor withdrawn.")
        return Invalid([FieldError("/duplicate_of", "not_a_target", sentence)])
    return None


def _required(pointer: str) -> FieldError:
    return FieldError(pointer, "required", _("Please fill in this field."))
