"""The verbs of the news."""
