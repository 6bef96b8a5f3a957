"""A rule gives the same answer interpreted and compiled."""
