"""Tables of calls, ideas with their history and comments, and measures."""

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

__all__ = [
    "CLOSED",
    "OPEN",
    "Comment",
    "CommentToken",
    "CommentVisibility",
    "DatePrecision",
    "Display",
    "Idea",
    "IdeaCall",
    "IdeaStatus",
    "IdeaStatusChange",
    "IdeaToken",
    "Measure",
    "MeasureStatus",
    "Participation",
    "Phase",
    "Visibility",
]
