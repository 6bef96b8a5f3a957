"""Whole runs: on real market data where it is beside the repository, and golden journals."""
