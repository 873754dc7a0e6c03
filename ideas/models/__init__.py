"""Tables of calls, ideas with their history and comments, their moderation, and measures."""

from ideas.models.call import IdeaCall
from ideas.models.codes import (
    CLOSED,
    OPEN,
    CommentVisibility,
    DatePrecision,
    Display,
    IdeaStatus,
    Participation,
    Phase,
    Visibility,
)
from ideas.models.comment import Comment, CommentToken
from ideas.models.history import IdeaStatusChange
from ideas.models.idea import Idea, IdeaToken
from ideas.models.measure import Measure, MeasureStatus
from ideas.models.moderation import Appeal, Case, Decision, DecisionToken
from ideas.models.moderation_codes import AppealOutcome, Ground, Outcome, Signal, Trust
from ideas.models.standing import AuthorStanding

__all__ = [
    "CLOSED",
    "OPEN",
    "Appeal",
    "AppealOutcome",
    "AuthorStanding",
    "Case",
    "Comment",
    "CommentToken",
    "CommentVisibility",
    "DatePrecision",
    "Decision",
    "DecisionToken",
    "Display",
    "Ground",
    "Idea",
    "IdeaCall",
    "IdeaStatus",
    "IdeaStatusChange",
    "IdeaToken",
    "Measure",
    "MeasureStatus",
    "Outcome",
    "Participation",
    "Phase",
    "Signal",
    "Trust",
    "Visibility",
]
