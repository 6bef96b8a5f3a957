"""A stranger at a pool of troves: it pays nothing, and keeps a part of the collateral and what was set aside."""

from solvent import commands as c
from solvent.book import Book
from solvent.engine.loans.liquity.branch import branch_of, scene_of
from solvent.engine.loans.liquity.troves import seat_at
from solvent.fixed import mul_div_down
from solvent.lab.lending.case import Costs
from solvent.lab.lending.chance import Chance, owner_of
from solvent.lending.liquity.modes import liquidate
from solvent.lending.liquity.split import Split
from solvent.lending.profit import gas_in_queue, profit
from solvent.lending.scales import WAD


def chance(book: Book, loan: int, costs: Costs, queue: int, _now_s: int) -> Chance | None:
    """What closing a trove would bring now; none where it may not be closed. What is set aside is counted at par."""
    pool = int(book.loans.pool[loan])
    branch = branch_of(book, pool)
    trove = seat_at(book, pool, int(book.loans.account[loan]), branch).trove
    terms, system, price, recovering = scene_of(book, branch)
    done = liquidate(trove, system, price, recovering, terms.lines) if trove.debt else None
    if not isinstance(done, Split):
        return None
    worth = mul_div_down(done.to_caller, price, WAD)
    gas = gas_in_queue(costs.gas, costs.queue, queue)
    left = profit(worth, 0, costs.slippage, gas, costs.priority, costs.flash) + terms.set_aside
    return Chance(c.LiquidateTroves, {"accounts": [owner_of(book, loan)]}, 0, worth + terms.set_aside, left)
