"""A stranger at a vault of Fluid: one call for everybody above the line, and debt it absorbed where that pays."""

from solvent import commands as c
from solvent.book import Book
from solvent.engine.loans.fluid.scene import Scene
from solvent.fixed import mul_div_down, mul_div_up
from solvent.lab.lending.case import Costs
from solvent.lab.lending.chance import Chance
from solvent.lending.fluid.liquidity import PAR
from solvent.lending.fluid.walking import Liquidated, liquidated
from solvent.lending.profit import gas_in_queue, profit
from solvent.policy import TickPolicy

PRICE = 10**TickPolicy.PRICE_DECIMALS


def chance(book: Book, loan: int, costs: Costs, queue: int, now_s: int) -> Chance | None:
    """The call that leaves most, with what was absorbed or without; none where nobody stands above the line."""
    found = [_call(book, int(book.loans.pool[loan]), costs, queue, now_s, absorbs) for absorbs in (False, True)]
    return max((one for one in found if one), key=lambda one: one.profit, default=None)


def trade(book: Book, pool: int, costs: Costs, now_s: int) -> Chance | None:
    """Debt that was absorbed repaid for its collateral, whoever else stands above the line or not."""
    debt, _ = Scene(book, pool, now_s).vault.absorbed
    return _call(book, pool, costs, 0, now_s, absorbs=True) if debt else None


def _call(book: Book, pool: int, costs: Costs, queue: int, now_s: int, absorbs: bool) -> Chance | None:
    scene = Scene(book, pool, now_s)
    amount = mul_div_up(scene.vault.owed, scene.prices.borrow, PAR) + 1
    done = liquidated(scene.vault, scene.lines, amount, scene.prices, absorbs=absorbs)
    if not isinstance(done, Liquidated):
        return None
    unit = 10 ** int(book.reserves.decimals[scene.borrowed])
    seized, repaid = mul_div_down(done.seized, scene.told, unit), mul_div_up(done.repaid, PRICE, unit)
    gas = gas_in_queue(costs.gas, costs.queue, queue)
    left = profit(seized, repaid, costs.slippage, gas, costs.priority, costs.flash)
    return Chance(c.LiquidateTicks, {"amount": str(amount), "absorbs": absorbs}, repaid, seized, left)
