"""A compiled rulebook."""
