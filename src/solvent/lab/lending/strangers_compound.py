"""A stranger at Compound III: it absorbs, which brings nothing, and buys what was seized in the same breath."""

from collections.abc import Iterator
from typing import NamedTuple

from solvent import commands as c
from solvent.book import Book, wide
from solvent.engine.loans import reading
from solvent.engine.loans.compound.market import (
    balance_of,
    base_at,
    base_of,
    begun,
    collaterals,
    comet_of,
    reserves_of,
)
from solvent.engine.loans.compound.selling import factors_of, quoted
from solvent.fixed import mul_div_down
from solvent.lab.lending.case import Costs
from solvent.lab.lending.chance import Chance, asset_of, owner_of
from solvent.lending.aave.pool import Holding
from solvent.lending.compound.absorb import Absorption, absorb
from solvent.lending.compound.storefront import discounted
from solvent.lending.profit import gas_in_queue, profit


class Lot(NamedTuple):
    """What is bought of one collateral: units of the base asset for units of it, and both in base units of value."""

    reserve: int
    paid: int
    got: int
    cost: int
    worth: int


def chance(book: Book, loan: int, costs: Costs, queue: int, now_s: int) -> Chance | None:
    """Absorbing a loan and buying all its collateral; none where nothing would be for sale."""
    pool, holdings = int(book.loans.pool[loan]), reading.holdings_of(book, loan)
    base = base_of(book, pool)
    balance = balance_of(holdings.get(base, Holding()), begun(book, pool, now_s))
    done = absorb(balance, base_at(book, pool), collaterals(book, pool, holdings, "liquidation_factor"))
    if not isinstance(done, Absorption):
        return None
    left = reserves_of(book, pool, now_s) - done.paid_out
    if 0 <= left >= wide(book.comets, comet_of(book, pool), "target"):
        return None
    seized = {at: has.supplied for at, has in holdings.items() if at != base and has.supplied}
    lots = [lot for at, units in seized.items() for lot in _lots(book, pool, at, units)]
    cost, worth = sum(lot.cost for lot in lots), sum(lot.worth for lot in lots)
    gas = gas_in_queue(costs.gas, costs.queue, queue)
    gain = profit(worth, cost, costs.slippage, gas, costs.priority, costs.flash)
    buys = tuple((c.BuyCollateral, {"asset": asset_of(book, lot.reserve), "paid": str(lot.paid)}) for lot in lots)
    return Chance(c.AbsorbLoan, {"account": owner_of(book, loan)}, cost, worth, gain, buys)


def _lots(book: Book, pool: int, reserve: int, units: int) -> Iterator[Lot]:
    """The most that is bought of so many units; nothing where they are too few to be paid for."""
    base, price, scale = base_at(book, pool), wide(book.reserves, reserve, "price"), _scale(book, reserve)
    whole = discounted(price, *factors_of(book, pool, reserve))
    paid = mul_div_down(units * whole, base.scale, scale * base.price) if base.price else 0
    got = quoted(book, pool, reserve, paid) if paid else None
    if got:
        worth = mul_div_down(got, price, scale)
        yield Lot(reserve, paid, got, mul_div_down(paid, base.price, base.scale), worth)


def _scale(book: Book, reserve: int) -> int:
    return int(10 ** int(book.reserves.decimals[reserve]))
