"""Keeping a copy of all public content."""
