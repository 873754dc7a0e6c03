"""Rules of polls that are both told and enforced, as pure functions over what the caller has already read."""

from collections.abc import Collection
from datetime import datetime

from django.utils.translation import gettext as _

from core.errors import FieldError, Invalid, Missing, Refusal
from core.models import Publication
from ideas import errors
from ideas.models import Poll, PollKind

FEWEST_OPTIONS, MOST_OPTIONS = 2, 20


def why_not_vote(poll: Poll, *, now: datetime) -> Refusal | None:
    """Why the poll takes no ballot at this moment."""
    if poll.publication != Publication.PUBLISHED:
        return Missing()
    if now < poll.opens_at:
        return errors.PollNotOpenYet(opens_at=poll.opens_at.isoformat())
    if now >= poll.closes_at:
        return errors.PollClosed(results_from=poll.results_at.isoformat())
    return None


def why_no_results(poll: Poll, *, now: datetime) -> Refusal | None:
    """Why the results are not told at this moment."""
    if now < poll.results_at:
        return errors.ResultsNotYet(results_from=poll.results_at.isoformat())
    return None


def next_turn(poll: Poll, *, now: datetime) -> datetime | None:
    """When time alone next changes what the poll allows."""
    return min((moment for moment in (poll.opens_at, poll.closes_at, poll.results_at) if moment > now), default=None)


def why_not_count(poll: Poll, *, options: Collection[object], text: str) -> Invalid | None:
    """Why this is no valid ballot in this poll; the options are known to be the poll's."""
    if poll.kind == PollKind.SHORT:
        wrong = errors.required("/text") if not text else None
        wrong = FieldError("/options", "not_asked", _("This poll asks for a short answer.")) if options else wrong
    elif text:
        wrong = FieldError("/text", "not_asked", _("This poll asks to choose, not to write."))
    elif not options:
        wrong = errors.required("/options")
    else:
        most = 1 if poll.kind == PollKind.SINGLE else poll.max_choices or len(options)
        sentence = _("Please choose at most %(count)d.") % {"count": most}
        wrong = FieldError("/options", "too_many", sentence) if len(options) > most else None
    return Invalid([wrong]) if wrong else None


def contradictions(poll: Poll, *, options: Collection[str]) -> list[FieldError]:
    """What does not fit together in a poll."""
    found = []
    if poll.kind == PollKind.SHORT and options:
        found.append(FieldError("/options", "not_asked", _("A short answer has no options to choose from.")))
    elif poll.kind != PollKind.SHORT and not FEWEST_OPTIONS <= len(options) <= MOST_OPTIONS:
        found.append(FieldError("/options", "wrong_number", _("Please give 2 to 20 options, one per line.")))
    if len(set(options)) < len(options):
        found.append(FieldError("/options", "repeated", _("Two options are the same.")))
    if poll.kind != PollKind.MULTIPLE and poll.max_choices is not None:
        sentence = _("Only where several options can be chosen there is a most.")
        found.append(FieldError("/max_choices", "not_asked", sentence))
    elif poll.max_choices == 0:
        found.append(FieldError("/max_choices", "min_value", _("At least one option can be chosen.")))
    dates = (poll.opens_at, poll.closes_at)
    if None not in dates and poll.closes_at <= poll.opens_at:
        found.append(FieldError("/closes_at", "not_after_opening", _("The poll must close after it opens.")))
    if None not in dates and poll.results_from and poll.results_from < poll.closes_at:
        found.append(FieldError("/results_from", "before_closing", _("Results are told after the end, never before.")))
    return found


def why_not_change(before: Poll, after: Poll, *, is_reworded: bool, has_ballots: bool, now: datetime) -> Refusal | None:
    """Why a poll in which people have voted may not become this; `is_reworded` where its options differ.

    A closed one stays closed: its results might be known, and further ballots could be read from their growth.
    """
    if not has_ballots:
        return None
    fixed = ("title", "kind", "max_choices", "opens_at", "call_id")
    if is_reworded or any(getattr(before, name) != getattr(after, name) for name in fixed):
        return errors.VotingHasBegun()
    is_over = now >= before.closes_at
    if is_over and after.closes_at > now:
        return errors.VotingHasBegun()
    return None
