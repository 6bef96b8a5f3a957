"""What coins add to the sweep: the haircut of holdings, and the requirement of debts.

The sweep values a coin like any row, at its full value, and asks for no margin. Here that is put right, and only where
a book has coins at all: a venue without them pays nothing for those that have.
"""

from dataclasses import dataclass

import numpy as np

from solvent.book import Book, Kind
from solvent.columns import Int64Array
from solvent.fixed import kernel
from solvent.grid import value
from solvent.perps.collateral import debt_requirement, haircut
from solvent.units import PPM


def _coin_values(  # type: ignore[no-untyped-def]
    place, market, lots, price, den, first, last, floors, rates, deductions, worth, cut, owed
):
    """Adds rows of coins to their buckets.

    place        index, shape (rows,), into worth, cut and owed
    market       index, shape (rows,), into price, den, first and last
    lots         lots, signed, shape (rows,)
    price        ticks, 0 for none
    den          count of lot x ticks in one atom, see grid
    first, last  index of a coin's haircuts into floors, rates and deductions
    worth        atoms, signed, full value of all coins; written
    cut          atoms, haircuts; written
    owed         atoms, value of what is borrowed; written
    Law          tests/laws: a haircut applies to holdings only
    """
    for i in range(len(lots)):
        m = market[i]
        b = place[i]
        found = value(lots[i], price[m], den[m])
        worth[b] += found
        cut[b] += haircut(found, first[m], last[m], floors, rates, deductions)
        owed[b] += max(-found, 0)


coin_values = kernel(_coin_values, out=("worth", "cut", "owed"))


def _owed_in_all(equity, worth, rate, present, owed, required):  # type: ignore[no-untyped-def]
    """Debts in the settlement asset, and what all debts require.

    equity     atoms, signed, coins at full value, shape (buckets,)
    worth      atoms, signed, full value of the coins
    rate       ppm of debts
    present    flag: the bucket has a coin, held or owed
    owed       atoms, of coins; written: of the settlement asset too
    required   atoms; written
    """
    for i in range(len(equity)):
        if present[i] != 0:
            owed[i] = owed[i] + max(worth[i] - equity[i], 0)
            required[i] = debt_requirement(owed[i], rate)


owed_in_all = kernel(_owed_in_all, out=("owed", "required"))


@dataclass(frozen=True, slots=True, eq=False)
class Coins:
    """Per bucket, in atoms: full value of its coins, their haircuts, what is owed in all, what that requires."""

    worth: Int64Array
    cut: Int64Array
    owed: Int64Array
    required: Int64Array


def any_coins(book: Book) -> bool:
    """Whether the book has coins at all."""
    return bool((book.markets.kind == Kind.COIN).any())


def coins_in(
    book: Book, place: Int64Array, market: Int64Array, lots: Int64Array, equity: Int64Array, rate: int
) -> Coins:
    """The coins among some rows; `equity` holds everything at full value.

    place   index into equity, shape (rows,)
    rate    ppm of debts that is required
    """
    m, t, count = book.markets, book.tiers, len(equity)
    coins = np.flatnonzero((m.kind[market] == Kind.COIN) & (lots != 0))
    worth, cut, owed, required, present = (np.zeros(count, np.int64) for _ in range(5))
    present[place[coins]] = 1
    coin_values(
        place[coins], market[coins], lots[coins], m.valuation, m.den, m.haircut_first, m.haircut_last, t.floor,
        t.mm_num, t.deduction, worth, cut, owed,
    )  # fmt: skip
    owed_in_all(equity, worth, rate, present, owed, required)
    return Coins(worth, cut, owed, required)


def counts_for_nothing(book: Book) -> Int64Array:
    """Which markets are coins that are no collateral (flags): a holding in one needs no price."""
    m, rates = book.markets, book.tiers.mm_num
    nothing = np.zeros(m.n, np.int64)
    coins = np.flatnonzero(m.kind == Kind.COIN)
    first, last = m.haircut_first[coins], m.haircut_last[coins]
    nothing[coins] = (first == last) & (rates[first] == PPM)
    return nothing
