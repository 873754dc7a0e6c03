"""Ideas, their history, and the calls for them."""
