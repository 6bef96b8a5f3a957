"""Files of positions: what is read, what is refused, and what the engine is told."""
