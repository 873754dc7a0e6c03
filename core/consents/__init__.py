"""Proof that somebody agreed: to which exact words, when, and how we know (GDPR Art. 7(1); REQUIREMENTS R03)."""
