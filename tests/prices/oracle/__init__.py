"""Prices of collateral."""
