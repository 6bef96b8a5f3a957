"""Positions: what they are worth, require and pay."""
