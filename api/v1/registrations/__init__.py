"""Registering for workshops, and what becomes of it."""
