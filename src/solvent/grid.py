"""From lots and ticks to money, and back.

The same questions are asked where a position is valued (`perps`) and where it is closed (`liquidation`), and both must
round alike. Where size decimals + price decimals = 6, lots x ticks is already in atoms; a finer grid divides by `den`.
"""

from solvent.fixed import mul_div_down, mul_div_up, product_below, rule
from solvent.units import MAX_PRICE


def _value(lots: int, ticks: int, den: int) -> int:
    """The signed value of a position at a price, rounded against the account (towards minus infinity).

    lots      lots, signed
    ticks     ticks, 1 or more
    den       count of lot x ticks in one atom, 1 on the grid
    returns   atoms, signed
    Source    ours: units.py, grid rule
    Law       tests/laws: money is conserved, rounding never favours the account
    """
    if den == 1:
        return lots * ticks
    return mul_div_down(lots, ticks, den)


value = rule(_value)


def _notional(lots: int, ticks: int, den: int) -> int:
    """The size of a position in money at a price, rounded up.

    lots      lots, signed
    ticks     ticks, 1 or more
    den       count of lot x ticks in one atom
    returns   atoms, 0 or more
    Source    ours: units.py, grid rule
    """
    if den == 1:
        return abs(lots) * ticks
    return mul_div_up(abs(lots), ticks, den)


notional = rule(_notional)


def _ticks_worth(lots: int, amount: int, den: int) -> int:
    """The last tick at which a position is worth at least an amount: the lowest one of a long, the highest of a short.

    lots      lots, signed, not 0
    amount    atoms, signed
    den       count of lot x ticks in one atom
    returns   ticks; 0 where the border is not a price (below 1 or above units.MAX_PRICE)
    Source    ours: the inverse of value
    Law       value(lots, tick, den) >= amount there, and < amount one tick further down (long) or up (short)
    """
    held = abs(lots)
    size = amount if lots > 0 else -amount
    if size <= 0 or product_below(MAX_PRICE, held, size, den):
        return 0
    if lots > 0:
        return mul_div_up(size, den, held)
    return mul_div_down(size, den, held)


ticks_worth = rule(_ticks_worth)


def _most_below(border: int, ticks: int, den: int) -> int:
    """The most lots whose notional is below a border.

    border    atoms, 1 or more
    ticks     ticks
    den       count of lot x ticks in one atom
    returns   lots, 0 or more
    Source    ours
    Law       notional(most_below) < border <= notional(most_below + 1)
    """
    return mul_div_down(border - 1, den, ticks)


most_below = rule(_most_below)
