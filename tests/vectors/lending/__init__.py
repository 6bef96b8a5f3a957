"""Adapters of the lending protocols: importing a file registers its cases."""

from tests.vectors.lending import aave, morpho

__all__ = ["aave", "morpho"]
