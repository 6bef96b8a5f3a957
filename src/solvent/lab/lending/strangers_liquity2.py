"""A stranger at a branch of Liquity v2: it pays nothing, and keeps a part of what the pool takes, and the gas.

Where the stability pool is empty nothing but the gas is left to whoever calls.
"""

from solvent import commands as c
from solvent.book import Book, wide
from solvent.engine.loans.liquity2.branch import rated_of, terms_of
from solvent.engine.loans.liquity2.liquidating import below
from solvent.engine.loans.liquity2.troves import collateral_of, tenant_at, tenants_in
from solvent.fixed import mul_div_down
from solvent.lab.lending.case import Costs
from solvent.lab.lending.chance import Chance, owner_of
from solvent.lending.profit import gas_in_queue, profit
from solvent.lending.scales import WAD


def chance(book: Book, loan: int, costs: Costs, queue: int, now_s: int) -> Chance | None:
    """What closing a trove would bring now; none where it may not be closed."""
    pool = int(book.loans.pool[loan])
    rated = rated_of(book, pool)
    tenant = tenant_at(book, pool, int(book.loans.account[loan]), rated, now_s)
    price, terms = wide(book.reserves, collateral_of(book, rated), "price"), terms_of(book, rated)
    closed = below(rated, [tenant], price, terms) if price else []
    if not closed or len(tenants_in(book, pool, rated, now_s)) < 2:
        return None
    worth = mul_div_down(closed[0][1].to_caller + terms.gas, price, WAD)
    gas = gas_in_queue(costs.gas, costs.queue, queue)
    left = profit(worth, 0, costs.slippage, gas, costs.priority, costs.flash)
    return Chance(c.LiquidateTroves, {"accounts": [owner_of(book, loan)]}, 0, worth, left)
