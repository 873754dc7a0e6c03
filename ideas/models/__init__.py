"""Tables of calls, ideas with their history, comments and supports, their moderation, measures and polls."""

from ideas.models.answer import ANSWERABLE, AnswerTemplate, PreparedAnswer
from ideas.models.call import IdeaCall
from ideas.models.codes import (
    CLOSED,
    OPEN,
    CommentVisibility,
    DatePrecision,
    Display,
    IdeaChannel,
    IdeaStatus,
    MeasureStatus,
    Participation,
    Phase,
    PollKind,
    Solved,
    Visibility,
)
from ideas.models.comment import Comment, CommentToken
from ideas.models.follow import Follow, FollowToken
from ideas.models.history import IdeaStatusChange
from ideas.models.idea import Idea, IdeaToken
from ideas.models.interest import Who
from ideas.models.interest_request import InterestRequest, InterestToken, Wish
from ideas.models.measure import Measure
from ideas.models.moderation import Appeal, Case, Decision, DecisionToken
from ideas.models.moderation_codes import AppealOutcome, Ground, Outcome, Signal, Trust
from ideas.models.photo import IdeaPhoto
from ideas.models.poll import Ballot, Poll, PollOption
from ideas.models.progress import MeasureProgress, Milestone
from ideas.models.report import Report
from ideas.models.solved import SolvedQuestion
from ideas.models.standing import AuthorStanding
from ideas.models.support import Support

__all__ = [
    "ANSWERABLE",
    "CLOSED",
    "OPEN",
    "AnswerTemplate",
    "Appeal",
    "AppealOutcome",
    "AuthorStanding",
    "Ballot",
    "Case",
    "Comment",
    "CommentToken",
    "CommentVisibility",
    "DatePrecision",
    "Decision",
    "DecisionToken",
    "Display",
    "Follow",
    "FollowToken",
    "Ground",
    "Idea",
    "IdeaCall",
    "IdeaChannel",
    "IdeaPhoto",
    "IdeaStatus",
    "IdeaStatusChange",
    "IdeaToken",
    "InterestRequest",
    "InterestToken",
    "Measure",
    "MeasureProgress",
    "MeasureStatus",
    "Milestone",
    "Outcome",
    "Participation",
    "Phase",
    "Poll",
    "PollKind",
    "PollOption",
    "PreparedAnswer",
    "Report",
    "Signal",
    "Solved",
    "SolvedQuestion",
    "Support",
    "Trust",
    "Visibility",
    "Who",
    "Wish",
]
