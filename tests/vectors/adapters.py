"""Every adapter there is: importing this file registers them."""

from tests.vectors import binance, carry, dydx, fees, hyperliquid, inverse, lending, losses, oracles, vega

__all__ = ["binance", "carry", "dydx", "fees", "hyperliquid", "inverse", "lending", "losses", "oracles", "vega"]
