"""Calls, ideas with their comments, and measures in the administration."""

from ideas.admin.call import IdeaCallAdmin
from ideas.admin.comment import CommentAdmin
from ideas.admin.idea import IdeaAdmin
from ideas.admin.measure import MeasureAdmin

__all__ = ["CommentAdmin", "IdeaAdmin", "IdeaCallAdmin", "MeasureAdmin"]
