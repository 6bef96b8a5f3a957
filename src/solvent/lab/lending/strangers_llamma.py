"""Strangers at a market of LLAMMA: whoever trades with its bands while that pays, and whoever closes a loan whole."""

from solvent import commands as c
from solvent.book import Book
from solvent.engine.loans.llamma.liquidating import closing
from solvent.engine.loans.llamma.market import Pool, loan_of, pool_at
from solvent.fixed import mul_div_down, mul_div_up
from solvent.lab.lending.case import Costs
from solvent.lab.lending.chance import Chance, asset_of, owner_of
from solvent.lending.llamma.swap import Trade, swap
from solvent.lending.llamma.value import health
from solvent.lending.profit import gas_in_queue, profit
from solvent.lending.scales import WAD
from solvent.units import PPM

PARTS = 16  # sizes of a trade that are tried first, of what the bands could take
HALVINGS = 24  # of the step around the best of them
ALL = 10**30  # units: more than any bands take


def chance(book: Book, loan: int, costs: Costs, queue: int, now_s: int) -> Chance | None:
    """Closing all of a loan now; none where it may not be closed. What its bands hold pays first."""
    pool = pool_at(book, int(book.loans.pool[loan]), now_s)
    has = loan_of(book, loan, pool)
    if not (has.debt and pool.source):
        return None
    if health(pool.market, pool.bands, has.position, pool.oracle.price, has.debt, has.discount) >= 0:
        return None
    done = closing(has, pool, WAD, has.discount)
    rest = max(done.out.borrowed - done.closed, 0)
    worth = mul_div_down(done.out.collateral, pool.source, WAD)
    gas = gas_in_queue(costs.gas, costs.queue, queue)
    left = profit(worth, done.paid, costs.slippage, gas, costs.priority, costs.flash) + rest
    said = {"account": owner_of(book, loan), "share": WAD}
    return Chance(c.LiquidateBands, said, done.paid, worth + rest, left)


def trade(book: Book, pool: int, costs: Costs, now_s: int) -> Chance | None:
    """The trade with the bands that leaves most, by the oracle's price outside; none where none leaves anything."""
    here = pool_at(book, pool, now_s)
    if not here.source:
        return None
    found = [one for up in (True, False) if (one := _best(here, costs, up))]
    if not found:
        return None
    up, done, left = max(found, key=lambda one: one[2])
    coming = here.borrowed if up else here.collateral
    said = {"asset": asset_of(book, coming), "amount": str(done.paid)}
    values = (done.paid, mul_div_down(done.received, here.source, WAD)) if up else (
        mul_div_up(done.paid, here.source, WAD), done.received)  # fmt: skip
    return Chance(c.TradeBands, said, *values, left)


def _best(here: Pool, costs: Costs, up: bool) -> tuple[bool, Trade, int] | None:
    """The best of some sizes, and of sizes around it, halving the step."""
    most = _swapped(here, up, ALL)
    if not most.paid:
        return None
    step = max(mul_div_down(most.paid, 1, PARTS), 1)
    sizes = {mul_div_down(most.paid, part, PARTS) for part in range(1, PARTS + 1)}
    best = max((_left(here, costs, up, size) for size in sizes if size), key=lambda one: one[1])
    for _ in range(HALVINGS):
        step = mul_div_down(step, 1, 2)
        around = [best[0].paid + step, best[0].paid - step]
        best = max([best, *(_left(here, costs, up, size) for size in around if size > 0)], key=lambda one: one[1])
    done, left = best
    return (up, done, left) if left > 0 else None


def _left(here: Pool, costs: Costs, up: bool, size: int) -> tuple[Trade, int]:
    """What a trade of a size leaves: the other side is done at the oracle's price, with slippage on the collateral."""
    done = _swapped(here, up, size)
    if up:
        got = mul_div_down(mul_div_down(done.received, here.source, WAD), PPM - costs.slippage, PPM)
        return done, got - done.paid - costs.gas - costs.priority
    paid = mul_div_up(mul_div_up(done.paid, here.source, WAD), PPM + costs.slippage, PPM)
    return done, done.received - paid - costs.gas - costs.priority


def _swapped(here: Pool, up: bool, size: int) -> Trade:
    return swap(here.market, here.bands, up, size, here.oracle.price, here.oracle.fee, here.ends)
