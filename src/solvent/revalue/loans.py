"""The sweep of loans: in one pass over holdings, whoever may be below the line. The exact rule decides.

What is held is taken for less than it is worth and what is owed for more (see `apply.loans.bounds`), so that nobody is
missed; what is counted here is millionths of a base whole (10^-6 ether, 10^-6 dollar) and decides nothing.
"""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from solvent.book import Book, wide
from solvent.columns import Int64Array
from solvent.fixed import kernel, mul_div_down, mul_div_up
from solvent.units import MAX_DECIMALS

RAY = 10**27
BPS = 10**4
MILLIONTHS = 6
LARGEST = 2**52  # a single value that is still counted; 2^52 x 512 holdings fit into int64
ENDLESS = 2**61  # a debt too large to be counted
NOTHING = (0, 1, 2**62)  # what a unit of another pool counts for
MANTISSA = 2**62  # a fraction's numerator is at most this,
PRECISE = 2**25  # and this is enough of it: quantities to 2^37 then need no product of more than 63 bits


def _loan_bounds(  # type: ignore[no-untyped-def]
    loan, reserve, pledged, held, due, low, low_den, low_most, high, high_den, high_most, counted, owed
):
    """Adds every holding to what its loan's collateral counts for, at least, and what it owes, at most.

    loan, reserve   index, shape (holdings,), into counted and owed, into low .. high_most: a reserve as its loan's
                    e-mode counts it
    pledged         1 where what is held is collateral
    held, due       quantities from `apply.loans.bounds`
    low, low_den    what a unit held counts for, millionths of a base whole: low / low_den
    low_most        the largest quantity that is counted; more counts as that
    high, high_den  what a unit owed is, millionths of a base whole
    high_most       the largest quantity that is counted; more is endless
    counted, owed   millionths of a base whole, shape (loans,), 0 on entry; written
    Law             tests/laws: what the exact rule finds liquidatable owes more here than its collateral counts for
    """
    for i in range(len(loan)):
        r = reserve[i]
        if pledged[i] != 0 and held[i] > 0:
            worth = mul_div_down(min(held[i], low_most[r]), low[r], low_den[r])
            counted[loan[i]] += max(worth - 1, 0)
        if due[i] > high_most[r]:
            owed[loan[i]] = max(owed[loan[i]], ENDLESS)
        elif due[i] > 0:
            owed[loan[i]] += mul_div_up(due[i], high[r], high_den[r])


loan_bounds = kernel(_loan_bounds, out=("counted", "owed"))


class Ways(NamedTuple):
    """The ways in which the loans of a pool count what they hold: by an e-mode, or by what they owe.

    of           each loan's way, shape (loans,)
    thresholds   by way, what every reserve counts for, parts in 10^4
    """

    of: Int64Array
    thresholds: list[list[int]]


def suspects(book: Book, pool: int, indices: Mapping[int, tuple[int, int]], ways: Ways | None = None) -> list[int]:
    """The loans of a pool that the exact rule must be asked about: too near the line, or liquidatable so far.

    indices   ray, of supply and of borrowing, of every reserve of the pool now
    ways      none: every reserve counts for its threshold, whoever holds it
    """
    h, loans, reserves = book.holdings, book.loans, range(book.reserves.n)
    thresholds = ways.thresholds if ways else [own_thresholds(book)]
    lows = [
        fraction(*_worth(book, at, indices[at][0], of[at]), down=True) if at in indices else NOTHING
        for of in thresholds for at in reserves
    ]  # fmt: skip
    highs = [
        fraction(*_value(book, at, indices[at][1]), down=False) if at in indices else NOTHING for at in reserves
    ] * len(thresholds)
    counted, owed = np.zeros(loans.n, np.int64), np.zeros(loans.n, np.int64)
    columns = [np.array(column, np.int64) for column in (*zip(*lows, strict=True), *zip(*highs, strict=True))]
    if loans.n:
        place = h.reserve + ways.of[h.loan] * len(reserves) if ways else h.reserve
        loan_bounds(h.loan, place, h.pledged, h.held, h.due, *columns, counted, owed)
    near = np.flatnonzero((loans.pool == pool) & ((owed > counted) | (loans.liquidatable == 1)))
    return [int(loan) for loan in near]


def own_thresholds(book: Book) -> list[int]:
    """What every reserve counts for by its own terms, parts in 10^4."""
    return [int(threshold) for threshold in book.reserves.threshold]


def _worth(book: Book, reserve: int, index: int, threshold: int) -> tuple[int, int]:
    """What a unit of `held` counts for at a threshold: a fraction. One in 10^4 is left out: an average rounds down."""
    value = _value(book, reserve, index)
    return value[0] * max(threshold - 1, 0), value[1] * BPS


def _value(book: Book, reserve: int, index: int) -> tuple[int, int]:
    """A unit of a bound at an index and the reserve's price, in millionths of a base whole."""
    t = book.reserves
    decimals, base = int(t.decimals[reserve]) + int(t.finer[reserve]), int(book.pools.base_decimals[t.pool[reserve]])
    return wide(t, reserve, "price") * index, RAY * 10 ** (min(decimals, MAX_DECIMALS) + base - MILLIONTHS)


def fraction(num: int, den: int, down: bool) -> tuple[int, int, int]:
    """A fraction in two int64 cells, rounded, and the largest quantity it is taken of."""
    power = 1
    while num * power * 2 < PRECISE * den and power < MANTISSA:
        power *= 2
    cut = min(mul_div_down(num, power, den), MANTISSA) if down else mul_div_up(num, power, den)
    if cut > MANTISSA:
        return MANTISSA, 1, 0
    return cut, power, min(mul_div_down(LARGEST, power, max(cut, 1)), MANTISSA)
