"""How often somebody may ask: meters in PostgreSQL that all processes and machines share (docs/adr/0007)."""
