"""A stranger at a pool of Aave whose assets are traded in markets that move: it takes the size that pays best.

Where a market has room for anything a call is as large as the protocol takes. Here a larger call moves the price it
is sold or bought at, so halves of it are tried down to a 256th, and the one that leaves most is made.
"""

from solvent import commands as c
from solvent.book import Book
from solvent.engine.loans import reading
from solvent.engine.loans.aave.liquidating import Call, called
from solvent.engine.loans.aave.reserves import category_of, reserves_at, version_of
from solvent.fixed import mul_div_down, mul_div_up
from solvent.lab.lending.case import Costs
from solvent.lab.lending.chance import Chance, asset_of, owner_of
from solvent.lab.lending.outlet import Outlet, Outlets
from solvent.lab.lending.strangers_aave import sides_of
from solvent.lending.aave.account import owed_value, value
from solvent.lending.aave.pool import Reserve
from solvent.lending.aave.versions import Version
from solvent.lending.profit import gas_in_queue
from solvent.units import PPM

HALVINGS = 9


def sized(book: Book, loan: int, costs: Costs, queue: int, now_ns: int, outlets: Outlets) -> Chance | None:
    """The call that leaves most; none where the protocol takes none, or what is repaid is not offered in any size."""
    now_s, holdings = reading.seconds(now_ns), reading.holdings_of(book, loan)
    version, mode = version_of(book, int(book.loans.pool[loan])), category_of(book, loan)
    at = reserves_at(book, holdings, now_s)
    sides = sides_of(version, at, holdings)
    if sides is None:
        return None
    best: Chance | None = None
    whole = called(version, at, holdings, sides, reading.EVERYTHING, mode, now_s)
    names = tuple(asset_of(book, one) for one in sides)
    most = _most(version, at[sides[1]], whole, costs.most) if isinstance(whole, Call) else 0
    for halving in range(HALVINGS):
        wanted = most >> halving
        done = called(version, at, holdings, sides, wanted, mode, now_s) if wanted else None
        if not isinstance(done, Call) or not done.repaid:
            continue
        collateral, debt = (outlets.get(name) for name in names)
        repaid, seized = owed_value(version, at[sides[1]], done.repaid), value(at[sides[0]], done.seized)
        cost = debt.cost(done.repaid, now_ns) if debt else repaid
        if cost is None:
            continue
        got = _sold(at[sides[0]], collateral, done.seized, costs, now_ns)
        gas = gas_in_queue(costs.gas, costs.queue, queue)
        left = got - cost - gas - costs.priority - mul_div_up(repaid, costs.flash, PPM)
        if best is None or left > best.profit:
            said = {"account": owner_of(book, loan), "collateral": names[0], "debt": names[1]}
            said["amount"] = str(done.repaid)
            trades = [(names[1], done.repaid)] if debt else []
            trades += [(names[0], -done.seized)] if collateral else []
            best = Chance(c.LiquidateLoan, said, repaid, seized, left, trades=tuple(trades))
    return best


def _most(version: Version, owing: Reserve, whole: Call, most: int) -> int:
    """Units that a call repays at most: what the protocol takes, or as much of it as one stranger can pay."""
    worth = owed_value(version, owing, whole.repaid)
    return mul_div_down(whole.repaid, most, worth) if 0 < most < worth else whole.repaid


def _sold(reserve: Reserve, outlet: Outlet | None, seized: int, costs: Costs, now_ns: int) -> int:
    """What the collateral brings: in its market, or at the oracle's price less the slippage."""
    if outlet:
        return outlet.proceeds(seized, now_ns)
    return mul_div_down(value(reserve, seized), PPM - costs.slippage, PPM)
