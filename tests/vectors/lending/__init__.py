"""Adapters of the lending protocols: importing a file registers its cases."""

from tests.vectors.lending import aave, compound, euler, fluid, liquity, llamma, maker, morpho

__all__ = ["aave", "compound", "euler", "fluid", "liquity", "llamma", "maker", "morpho"]
