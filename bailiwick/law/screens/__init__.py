"""Rows of the screening rules, by kind."""
