"""Strangers look at every loan that may be liquidated, and act where it pays: largest collateral for largest debt."""

from typing import NamedTuple

from solvent.book import Book
from solvent.engine.loans import reading
from solvent.lab.lending.case import Costs
from solvent.lending.aave import v2
from solvent.lending.aave.account import balance, debt, owed_value, value
from solvent.lending.aave.versions import V2
from solvent.lending.profit import gas_in_queue, profit
from solvent.lending.refusal import Refusal


class Chance(NamedTuple):
    """A call somebody could make: reserves, and base units of what it repays, seizes and leaves."""

    collateral: int
    owing: int
    repaid: int
    seized: int
    profit: int


def chance(book: Book, loan: int, costs: Costs, queue: int, now_s: int) -> Chance | None:
    """The call a stranger would make on a loan now; none where the protocol would not take it."""
    holdings = reading.holdings_of(book, loan)
    reserves = reading.reserves_at(book, holdings, now_s)
    held = {at: value(reserves[at], balance(V2, reserves[at], one)) for at, one in holdings.items() if one.pledged}
    owed = {at: owed_value(V2, reserves[at], debt(V2, reserves[at], one)) for at, one in holdings.items()}
    if not held or not owed:
        return None
    collateral, owing = (max(worth, key=lambda at, of=worth: (of[at], -at)) for worth in (held, owed))  # type: ignore[misc]
    done = v2.liquidate(reserves, holdings, collateral, owing, reading.EVERYTHING)
    if isinstance(done, Refusal):
        return None
    repaid, seized = owed_value(V2, reserves[owing], done.repaid), value(reserves[collateral], done.seized)
    gas = gas_in_queue(costs.gas, costs.queue, queue)
    left = profit(seized, repaid, costs.slippage, gas, costs.priority, costs.flash)
    return Chance(collateral, owing, repaid, seized, left)
