"""News for everyone."""
