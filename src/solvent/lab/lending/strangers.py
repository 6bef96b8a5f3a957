"""Strangers look at every loan that may be liquidated, and act where it pays: how, by the protocol of the pool."""

from collections.abc import Callable

from solvent.book import Book
from solvent.lab.lending import (
    strangers_aave,
    strangers_aave4,
    strangers_compound,
    strangers_euler,
    strangers_fluid,
    strangers_liquity,
    strangers_liquity2,
    strangers_llamma,
    strangers_morpho,
)
from solvent.lab.lending.case import Costs
from solvent.lab.lending.chance import Chance
from solvent.lending.aave.versions import VERSIONS
from solvent.policy import Protocol

# (book, loan, costs, calls that wait before, seconds) -> what a stranger could do, none where nothing
Look = Callable[[Book, int, Costs, int, int], Chance | None]
AAVE: dict[int, Look] = dict.fromkeys(VERSIONS, strangers_aave.chance)
LOOKS: dict[int, Look] = AAVE | {
    Protocol.COMPOUND_V3: strangers_compound.chance,
    Protocol.LIQUITY_V1: strangers_liquity.chance,
    Protocol.MORPHO_BLUE: strangers_morpho.chance,
    Protocol.LIQUITY_V2: strangers_liquity2.chance,
    Protocol.EULER_V2: strangers_euler.chance,
    Protocol.AAVE_V4: strangers_aave4.chance,
    Protocol.FLUID_T1: strangers_fluid.chance,
    Protocol.CURVE_MINT: strangers_llamma.chance,
    Protocol.CURVE_LEND: strangers_llamma.chance,
}


# (book, pool, costs, seconds) -> a trade with the pool itself that pays, none where nothing
Trades = Callable[[Book, int, Costs, int], Chance | None]
TRADES: dict[int, Trades] = {
    Protocol.CURVE_MINT: strangers_llamma.trade,
    Protocol.CURVE_LEND: strangers_llamma.trade,
    Protocol.FLUID_T1: strangers_fluid.trade,
}


def trade(book: Book, costs: Costs, now_s: int) -> Chance | None:
    """A trade with the pool of a case that pays, whoever owes what in it."""
    found = TRADES.get(int(book.pools.protocol[0]))
    return found(book, 0, costs, now_s) if found else None


def chance(book: Book, loan: int, costs: Costs, queue: int, now_s: int) -> Chance | None:
    """What a stranger could do about a loan now."""
    return LOOKS[int(book.pools.protocol[book.loans.pool[loan]])](book, loan, costs, queue, now_s)
