"""The ground floor: people, places, mail, jobs and all that knows no domain."""
