"""Adapters of the lending protocols: importing a file registers its cases."""

from tests.vectors.lending import aave, compound, liquity, maker, morpho

__all__ = ["aave", "compound", "liquity", "maker", "morpho"]
