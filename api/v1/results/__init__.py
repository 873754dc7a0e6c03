"""What became of the ideas, counted."""
