"""Assets and shares of a Morpho market, with the virtual amounts that make an empty one safe.

Source    morpho-org/morpho-blue 3085651 SharesMathLib.sol (facts, read 2026-11-26)
"""

from solvent.fixed import mul_div_down, mul_div_up

SHARE_DECIMALS = 6  # of a share beyond those of a unit
VIRTUAL_SHARES = 10**SHARE_DECIMALS
VIRTUAL_ASSETS = 1


def assets_down(shares: int, assets: int, total: int) -> int:
    """What shares are worth, rounded down; `assets` and `total` are the market's own, in units and shares."""
    return mul_div_down(shares, assets + VIRTUAL_ASSETS, total + VIRTUAL_SHARES)


def assets_up(shares: int, assets: int, total: int) -> int:
    """What shares are worth, rounded up: what a borrower owes. May exceed all assets by one."""
    return mul_div_up(shares, assets + VIRTUAL_ASSETS, total + VIRTUAL_SHARES)


def shares_down(amount: int, assets: int, total: int) -> int:
    """How many shares an amount is, rounded down."""
    return mul_div_down(amount, total + VIRTUAL_SHARES, assets + VIRTUAL_ASSETS)


def shares_up(amount: int, assets: int, total: int) -> int:
    """How many shares an amount is, rounded up."""
    return mul_div_up(amount, total + VIRTUAL_SHARES, assets + VIRTUAL_ASSETS)
