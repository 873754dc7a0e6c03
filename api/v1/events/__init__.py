"""Events for everyone."""
