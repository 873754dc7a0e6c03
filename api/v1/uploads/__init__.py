"""Files for content that staff writes."""
