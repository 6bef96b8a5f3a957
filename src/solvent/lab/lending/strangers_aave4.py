"""A stranger at a spoke of Aave v4: what restores a loan's health, for the pair of assets that leaves it most."""

from itertools import product

from solvent import commands as c
from solvent.book import Book
from solvent.engine.loans import reading
from solvent.engine.loans.aave4.hub import Hub
from solvent.engine.loans.aave4.liquidating import sized
from solvent.engine.loans.aave4.positions import Position
from solvent.fixed import mul_div_down, mul_div_up
from solvent.lab.lending.case import Costs
from solvent.lab.lending.chance import Chance, asset_of, owner_of
from solvent.lending.aave.seizure import Seizure
from solvent.lending.profit import gas_in_queue, profit


def chance(book: Book, loan: int, costs: Costs, queue: int, now_s: int) -> Chance | None:
    """The call a stranger would make on a loan now; none where the protocol would not take it."""
    position = Position(Hub(book, now_s), loan)
    if not position.priced:
        return None
    stands, found = position.account(), []
    gas = gas_in_queue(costs.gas, costs.queue, queue)
    for collateral, owing in product(position.parts, repeat=2):
        call = sized(position, stands, collateral, owing, reading.EVERYTHING)
        if isinstance(call, Seizure):
            taken, given = position.hub.side(collateral), position.hub.side(owing)
            seized = mul_div_down(call.to_liquidator, taken.price, taken.unit)
            repaid = mul_div_up(call.repaid, given.price, given.unit)
            left = profit(seized, repaid, costs.slippage, gas, costs.priority, costs.flash)
            said = {"account": owner_of(book, loan), "collateral": asset_of(book, collateral),
                    "debt": asset_of(book, owing), "amount": c.ALL_OF_IT}  # fmt: skip
            found.append(Chance(c.LiquidateLoan, said, repaid, seized, left))
    return max(found, key=lambda one: one.profit, default=None)
