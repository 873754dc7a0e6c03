"""Calls, ideas with their comments, their moderation, measures and polls in the administration."""

from ideas.admin.answer import AnswerTemplateAdmin, PreparedAnswerAdmin
from ideas.admin.call import IdeaCallAdmin
from ideas.admin.case import CaseAdmin
from ideas.admin.comment import CommentAdmin
from ideas.admin.idea import IdeaAdmin
from ideas.admin.measure import MeasureAdmin
from ideas.admin.poll import PollAdmin
from ideas.admin.standing import AuthorStandingAdmin

__all__ = [
    "AnswerTemplateAdmin",
    "AuthorStandingAdmin",
    "CaseAdmin",
    "CommentAdmin",
    "IdeaAdmin",
    "IdeaCallAdmin",
    "MeasureAdmin",
    "PollAdmin",
    "PreparedAnswerAdmin",
]
