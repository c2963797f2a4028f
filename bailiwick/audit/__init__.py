"""审计: the append-only journal, its seals, and who reacts to what was recorded."""
