"""Clockwork of the ground floor: importing the jobs registers the task that revives those of dead workers."""

from core import jobs

__all__ = ["jobs"]
