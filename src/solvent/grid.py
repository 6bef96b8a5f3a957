"""From lots and ticks to money, and back.

The same questions are asked where a position is valued (`perps`) and where it is closed (`liquidation`), and both must
round alike. `den` is how a market counts, and its sign says what a contract is:

    den = 1    linear, on the grid: lots x ticks are atoms
    den > 1    linear, on a finer grid: lots x ticks / den
    den < 0    inverse: lots x den / ticks, in atoms of the coin

A long of an inverse contract is worth what it owes in coin, -Q / p. What it was worth when it was opened was paid out
of the balance like any cost, here to the buyer: so equity = balance + value holds for it as for every other. In 1 / p
an inverse long is a linear short, which is all that these rules and the liquidation price make of it.
"""

from solvent.fixed import mul_div_down, mul_div_up, product_below, rule
from solvent.units import MAX_PRICE


def _value(lots: int, ticks: int, den: int) -> int:
    """The signed value of a position at a price, rounded against the account (towards minus infinity).

    lots      lots, signed
    ticks     ticks; 0 is no price, at which everything is worth 0
    den       count of lot x ticks in one atom, 1 on the grid; below 0: minus atoms x ticks in one lot
    returns   atoms, signed
    Source    ours: units.py, grid rule; inverse: BitMEX XBTUSD, Binance COIN-M, contract value / price
    Law       tests/laws: money is conserved, rounding never favours the account; within one atom of the exact quotient
    """
    if den == 1:
        return lots * ticks
    if den > 1:
        return mul_div_down(lots, ticks, den)
    return mul_div_down(lots, den, ticks) if ticks > 0 else 0


value = rule(_value)


def _notional(lots: int, ticks: int, den: int) -> int:
    """The size of a position in money at a price, rounded up.

    lots      lots, signed
    ticks     ticks; 0 is no price
    den       count of lot x ticks in one atom; below 0: minus atoms x ticks in one lot
    returns   atoms, 0 or more
    Source    ours: units.py, grid rule
    """
    if den == 1:
        return abs(lots) * ticks
    if den > 1:
        return mul_div_up(abs(lots), ticks, den)
    return mul_div_up(abs(lots), -den, ticks) if ticks > 0 else 0


notional = rule(_notional)


def _ticks_worth(lots: int, amount: int, den: int) -> int:
    """The last tick at which a position is worth at least an amount: the lowest one of a long, the highest of a short.

    lots      lots, signed, not 0
    amount    atoms, signed
    den       count of lot x ticks in one atom; below 0: minus atoms x ticks in one lot
    returns   ticks; 0 where the border is not a price (below 1 or above units.MAX_PRICE)
    Source    ours: the inverse of value
    Law       value(lots, tick, den) >= amount there, and < amount one tick further down (long) or up (short)
    """
    size, over, held = amount if (lots > 0) == (den > 0) else -amount, den, abs(lots)
    if size <= 0:
        return 0
    if den < 0:
        size, over, held = held, -den, size
    if product_below(MAX_PRICE, held, size, over):
        return 0
    if lots > 0:
        return mul_div_up(size, over, held)
    return mul_div_down(size, over, held)


ticks_worth = rule(_ticks_worth)


def _worth_at_least(lots: int, ticks: int, amount: int, den: int) -> bool:
    """Whether value(lots, ticks, den) >= amount, also where the value itself would be too large to be held.

    lots      lots, signed
    ticks     ticks, 1 or more
    amount    atoms, signed
    den       count of lot x ticks in one atom; below 0: minus atoms x ticks in one lot
    returns   flag
    Source    ours
    """
    if den > 0:
        return not product_below(lots, ticks, amount, den)
    return not product_below(lots, den, amount, ticks)


worth_at_least = rule(_worth_at_least)


def _most_below(border: int, ticks: int, den: int) -> int:
    """The most lots whose notional is below a border.

    border    atoms, 1 or more
    ticks     ticks, 1 or more
    den       count of lot x ticks in one atom; below 0: minus atoms x ticks in one lot
    returns   lots, 0 or more
    Source    ours
    Law       notional(most_below) < border <= notional(most_below + 1)
    """
    if den > 0:
        return mul_div_down(border - 1, den, ticks)
    return mul_div_down(border - 1, ticks, -den)


most_below = rule(_most_below)


def _worth_more(lots: int, ticks: int, den: int, limit: int) -> bool:
    """Whether a position is worth more than a limit, its sign aside, also where that is too large to be held.

    lots      lots
    ticks     ticks, 1 or more
    den       count of lot x ticks in one atom; below 0: minus atoms x ticks in one lot
    limit     atoms, 0 or more
    returns   flag
    Source    ours
    """
    if den > 0:
        return product_below(limit, den, abs(lots), ticks)
    return product_below(limit, ticks, abs(lots), -den)


worth_more = rule(_worth_more)


def _tier_starts(border: int, lots: int, den: int) -> int:
    """The lowest tick on the upper side of a border of notional: at or above it (linear), below it (inverse).

    border    atoms, 1 or more
    lots      lots, not 0
    den       count of lot x ticks in one atom; below 0: minus atoms x ticks in one lot
    returns   ticks, 1 or more
    Source    ours
    Law       notional is on one side of the border there and above, on the other side everywhere below
    """
    if den > 0:
        return mul_div_down(border - 1, den, abs(lots)) + 1
    return mul_div_down(abs(lots) * -den - 1, 1, max(border - 1, 1)) + 1


tier_starts = rule(_tier_starts)


def _entry_ticks(lots: int, cost: int, den: int) -> int:
    """The price at which lots are worth what they cost, for display: an average entry or fill.

    lots      lots, not 0; the sign does not matter
    cost      atoms; the sign does not matter
    den       count of lot x ticks in one atom; below 0: minus atoms x ticks in one lot
    returns   ticks, rounded down; 0 where nothing was paid
    Source    ours
    """
    if den > 0:
        return mul_div_down(abs(cost), den, abs(lots))
    return mul_div_down(abs(lots), -den, abs(cost)) if cost != 0 else 0


entry_ticks = rule(_entry_ticks)
