"""A stranger at vaults of Euler v2: all it may take over, repaid at once, for the collateral that leaves it most.

The most cash can pay is a question of its own: where the shares cannot be redeemed whole, the protocol refuses.
"""

from solvent import commands as c
from solvent.book import Book, wide
from solvent.engine.loans import reading
from solvent.engine.loans.euler.accounts import checked_of, enabled, owing_of, taken
from solvent.engine.loans.euler.scene import Sides, scene_of, sized
from solvent.engine.loans.euler.vaults import Cluster, row_of
from solvent.lab.lending.case import Costs
from solvent.lab.lending.chance import Chance, asset_of, owner_of
from solvent.lending.euler.liquidation import Liquidation, cooling_off
from solvent.lending.profit import gas_in_queue, profit


def chance(book: Book, loan: int, costs: Costs, queue: int, now_s: int) -> Chance | None:
    """The call a stranger would make on a loan now; none where the protocol would not take it."""
    cluster, holdings = Cluster(book, now_s), reading.holdings_of(book, loan)
    owing = owing_of(holdings)
    if owing < 0 or cooling_off(checked_of(book, loan), now_s, int(book.evaults.cool_off[row_of(book, owing)])):
        return None
    held = [at for at in enabled(holdings) if holdings[at].supplied and cluster.ltv(owing, at, True) is not None]
    needed = {*taken(cluster, holdings, owing, True), *held, owing}
    if not all(wide(book.reserves, reserve, "price") for reserve in needed):
        return None
    gas, found = gas_in_queue(costs.gas, costs.queue, queue), []
    for collateral in held:
        scene = scene_of(book, Sides(loan, collateral, owing), now_s)
        done = sized(scene, reading.EVERYTHING)
        if isinstance(done, Liquidation):
            seized, repaid = cluster.share_worth(collateral, done.seized), cluster.worth(owing, done.repaid)
            left = profit(seized, repaid, costs.slippage, gas, costs.priority, costs.flash)
            said = {"account": owner_of(book, loan), "collateral": asset_of(book, collateral),
                    "debt": asset_of(book, owing), "amount": c.ALL_OF_IT}  # fmt: skip
            found.append(Chance(c.LiquidateLoan, said, repaid, seized, left))
    return max(found, key=lambda one: one.profit, default=None)
