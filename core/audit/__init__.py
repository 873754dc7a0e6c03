"""Who did what, when: one row for every state change, written in its transaction."""
