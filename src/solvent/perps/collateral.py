"""What assets other than the settlement asset are good for: borrowing against them, selling them to cover a debt."""

from solvent.fixed import mul_div_down, mul_div_up, rule
from solvent.units import PPM


def _borrowable(worth: int, ltv: int) -> int:
    """What may be borrowed against a collateral.

    worth     atoms, the collateral at its oracle price (grid.value)
    ltv       ppm, loan to value
    returns   atoms, rounded down
    Source    Hyperliquid docs, support/faq/portfolio-margin: balance x oracle price x LTV
    """
    return mul_div_down(worth, ltv, PPM)


borrowable = rule(_borrowable)


def _auto_exchange(debt: int, rate: int) -> int:
    """The value of collateral that is sold to cover a debt in the settlement asset.

    debt      atoms, 0 or more
    rate      ppm of its value that a sale brings
    returns   atoms, rounded up: what is sold covers the debt
    Source    Binance multi-assets mode, auto-exchange: debt / 97.5 %
    """
    return mul_div_up(debt, PPM, rate)


auto_exchange = rule(_auto_exchange)
