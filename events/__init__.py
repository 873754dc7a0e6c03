"""Events and the registration for workshops."""
