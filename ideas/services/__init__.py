"""The verbs of ideas: one transaction each, history, audit and mail inside."""
