"""Acts of the notices engine, by topic."""
