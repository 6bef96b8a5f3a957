"""How a position is closed."""
