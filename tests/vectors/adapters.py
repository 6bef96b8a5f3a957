"""Every adapter there is: importing this file registers them."""

from tests.vectors import (
    binance,
    carry,
    composite,
    dydx,
    fees,
    formation,
    hyperliquid,
    inverse,
    lending,
    losses,
    oracles,
    vega,
)

__all__ = [
    "binance",
    "carry",
    "composite",
    "dydx",
    "fees",
    "formation",
    "hyperliquid",
    "inverse",
    "lending",
    "losses",
    "oracles",
    "vega",
]
