"""Clockwork of the ground floor: importing these modules registers their tasks."""

from core import jobs
from core.privacy import tasks as privacy

__all__ = ["jobs", "privacy"]
