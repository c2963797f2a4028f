"""The rulebook of court enforcement as tables, and the one arithmetic of its clocks. Pure."""
