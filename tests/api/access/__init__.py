"""Who may do what over HTTP: every operation as every kind of caller."""
