"""Live hints: what has changed, by topic and id. Losing them loses nothing."""
