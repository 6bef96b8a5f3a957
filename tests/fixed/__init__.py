"""Exact arithmetic, and one rule text at two speeds."""
