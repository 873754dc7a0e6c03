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

# When the author of an idea that is done is asked whether it has been solved; what is long past is asked no more.
ASK_AFTER = timedelta(weeks=4)
ASK_BEFORE = timedelta(weeks=26)
# How long the link in that mail can be used.
SAY_SOLVED_WITHIN = timedelta(days=183)

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
    missing = [errors.required(f"/{name}") for name in ("title", "text") if not getattr(idea, name)]
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
