"""Coins held beside the settlement asset: what they count for, how they are exchanged, what borrowing costs."""

from solvent.columns import Cells
from solvent.events.base import Event


class HaircutsSet(Event, kind=50):
    """What holdings of a coin lose of their value. Columns, one row a tier: floor (atoms of value), rate (ppm) and
    deduction (atoms) that makes the whole continuous; rank: its place in the order of exchange."""

    market: int
    rank: int
    floor: Cells
    rate: Cells
    deduction: Cells


class CoinExchanged(Event, kind=51):
    """A coin became settlement asset, or the other way round where it was owed. lots: signed as traded; ticks: the
    valuation; quote: atoms received (above 0) or paid; fee: atoms; owed: atoms of settlement asset owed before;
    equity, maintenance: of the bucket before; closing: 1 where the bucket is being closed."""

    bucket: Cells
    row: Cells
    lots: Cells
    ticks: Cells
    quote: Cells
    fee: Cells
    owed: Cells
    equity: Cells
    maintenance: Cells
    closing: Cells


class InterestAccrued(Event, kind=52):
    """Interest on what is owed in a coin (market) or, where market is -1, in the settlement asset: rate_ppb of it, for
    this many debtors; charged: lots of the coin or atoms of the asset, all paid to the operator, who lends."""

    market: int
    asset: int
    rate_ppb: int
    debtors: int
    owed: int
    charged: int
