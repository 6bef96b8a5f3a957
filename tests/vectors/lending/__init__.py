"""Adapters of the lending protocols: importing a file registers its cases."""

from tests.vectors.lending import aave

__all__ = ["aave"]
