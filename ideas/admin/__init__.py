"""Calls, ideas and measures in the administration."""

from ideas.admin.call import IdeaCallAdmin
from ideas.admin.idea import IdeaAdmin
from ideas.admin.measure import MeasureAdmin

__all__ = ["IdeaAdmin", "IdeaCallAdmin", "MeasureAdmin"]
