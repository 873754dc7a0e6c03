"""The verbs of events: one transaction each, audit and mail inside."""
