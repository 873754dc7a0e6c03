"""The clerks' administration; the only package that knows which library draws it."""
