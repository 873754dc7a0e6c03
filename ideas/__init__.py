"""Second floor: calls for ideas, ideas and what became of them, and the region's measures."""
