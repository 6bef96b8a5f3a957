"""Strangers look at every loan that may be liquidated, and act where it pays: largest collateral for largest debt."""

from typing import NamedTuple

from solvent.book import Book
from solvent.engine.loans import reading
from solvent.engine.loans.aave.liquidating import called
from solvent.engine.loans.aave.reserves import category_of, reserves_at, version_of
from solvent.lab.lending.case import Costs
from solvent.lending.aave.account import balance, debt, owed_value, value
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
    holdings, version = reading.holdings_of(book, loan), version_of(book, int(book.loans.pool[loan]))
    at = reserves_at(book, holdings, now_s)
    held = {one: value(at[one], balance(version, at[one], has)) for one, has in holdings.items() if has.pledged}
    owed = {one: owed_value(version, at[one], debt(version, at[one], has)) for one, has in holdings.items()}
    if not held or not owed:
        return None
    collateral, owing = (max(worth, key=lambda one, of=worth: (of[one], -one)) for worth in (held, owed))  # type: ignore[misc]
    mode = category_of(book, loan)
    done = called(version, at, holdings, (collateral, owing), reading.EVERYTHING, mode, now_s)
    if isinstance(done, Refusal):
        return None
    repaid, seized = owed_value(version, at[owing], done.repaid), value(at[collateral], done.seized)
    gas = gas_in_queue(costs.gas, costs.queue, queue)
    left = profit(seized, repaid, costs.slippage, gas, costs.priority, costs.flash)
    return Chance(collateral, owing, repaid, seized, left)
