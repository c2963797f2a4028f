"""Official acts on a case, by topic."""
