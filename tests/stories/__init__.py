"""Stories told over HTTP against the real service, mail included."""
