"""Requests that may be sent twice but act once (docs/adr/0008)."""
