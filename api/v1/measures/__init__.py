"""Measures, and the ideas they came from."""
