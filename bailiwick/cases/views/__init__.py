"""Pages of the case register, by topic."""
