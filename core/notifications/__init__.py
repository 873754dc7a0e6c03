"""What people are told of: one row per person, event and channel, written with the fact itself."""
