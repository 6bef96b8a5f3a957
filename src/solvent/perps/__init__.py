"""Perpetual futures: what a position is worth, what it requires, what it pays."""
