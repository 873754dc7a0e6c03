"""What makes each claim about speed reproducible."""

LIST = "/api/v1/events?page_size=20"
