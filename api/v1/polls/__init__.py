"""Polls, their results, and ballots."""
