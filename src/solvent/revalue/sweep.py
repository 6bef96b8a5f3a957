"""The re-margin kernel: equity and maintenance of every bucket from its rows.

Surplus is separable, E = balance + sum of V(row), so one pass over the rows in the order they lie in memory adds each
to its bucket: no index of buckets to rows is built or kept, and a new row costs nothing.
"""

from solvent.fixed import kernel
from solvent.grid import notional, value
from solvent.tiers import maintenance, tier_of


def _sweep(  # type: ignore[no-untyped-def]
    bucket, market, lots, tier, price, den, first, last, floors, nums, dens, fractions, deductions, ceilings, equity,
    maintained,
):  # fmt: skip
    """Adds every row to its bucket's equity and maintenance. A market without a price adds nothing.

    bucket       index, shape (rows,), into equity and maintained
    market       index, shape (rows,), into price, den, first, last
    lots         lots, signed, shape (rows,)
    tier         index, shape (rows,): where the notional was last found, always a tier of the row's market; written
    price        ticks, 0 for none
    den          count of lot x ticks in one atom; below 0: an inverse contract, see grid
    first, last  index of a market's tiers into floors, nums, dens, fractions, deductions (see policy.Tier)
    ceilings     atoms, the floor of the next tier: with it, a remembered tier is confirmed by one pair of comparisons
    equity       atoms, shape (buckets,): the balances on entry; written
    maintained   atoms, shape (buckets,): 0 on entry; written
    Law          tests/parity: interpreted = compiled; tests/revalue: = the rules one by one
    """
    for i in range(len(lots)):
        m = market[i]
        b = bucket[i]
        worth = value(lots[i], price[m], den[m])
        size = abs(worth)
        if den[m] != 1:
            size = notional(lots[i], price[m], den[m])
        t = tier[i]
        if size < floors[t] or size >= ceilings[t]:
            t = tier_of(size, first[m], last[m], floors, first[m])
            tier[i] = t
        equity[b] += worth
        maintained[b] += maintenance(size, nums[t], dens[t], fractions[t], deductions[t])


sweep = kernel(_sweep, out=("tier", "equity", "maintained"))


def _row_margins(market, lots, price, den, first, last, floors, nums, dens, fractions, deductions, values, margins):  # type: ignore[no-untyped-def]
    """Value and maintenance of single rows; arguments as in sweep.

    values    atoms, signed, shape (rows,); written
    margins   atoms, shape (rows,); written
    """
    for i in range(len(lots)):
        m = market[i]
        size = notional(lots[i], price[m], den[m])
        t = tier_of(size, first[m], last[m], floors, first[m])
        values[i] = value(lots[i], price[m], den[m])
        margins[i] = maintenance(size, nums[t], dens[t], fractions[t], deductions[t])


row_margins = kernel(_row_margins, out=("values", "margins"))
