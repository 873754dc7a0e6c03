"""Places, topics, organizations, and the region they form."""
