"""Questions several pages ask of the register, by topic."""
