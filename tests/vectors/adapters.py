"""Every adapter there is: importing this file registers them."""

from tests.vectors import binance, dydx, hyperliquid, inverse

__all__ = ["binance", "dydx", "hyperliquid", "inverse"]
