"""What makes each claim about speed reproducible."""
