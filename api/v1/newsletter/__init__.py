"""Subscribing to the newsletter over the API."""
