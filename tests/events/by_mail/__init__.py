"""Registering by e-mail under a keyword."""
